import { createReadStream } from 'node:fs';
import { type CsvError, parse } from 'csv-parse';
import { COLUMNS, type FlightRow } from '../flight-row.ts';
import type { Source, SourceRow } from './source.ts';

/** Rows handed on at once. */
const ROWS = 2_000;

interface CsvRecord {
  readonly record: Record<string, string>;
  readonly info: { readonly lines: number };
}

/** CSV with a header line; a row's number is the line it ends on, as an editor shows it. */
export const csvSource = (path: string, dataSet: string): Source => ({
  dataSet,
  total: undefined,
  async *read() {
    const unreadable: SourceRow[] = [];
    const parser = parse({
      columns: (header: string[]) => checkHeader(path, header),
      bom: true,
      info: true,
      trim: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      on_skip: (error: CsvError | undefined) => {
        const { lines } = error as unknown as { lines: number };
        unreadable.push({ number: lines, unreadable: error?.message ?? 'is not CSV' });
        return undefined;
      },
    });
    // A failing file must fail the reader too; `pipe` alone would leave it waiting.
    createReadStream(path)
      .on('error', (error) => parser.destroy(error))
      .pipe(parser);
    let rows: SourceRow[] = [];
    for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
      rows.push(...unreadable.splice(0), { number: info.lines, row: record as unknown as FlightRow });
      if (rows.length >= ROWS) {
        yield rows;
        rows = [];
      }
    }
    rows.push(...unreadable);
    if (rows.length > 0) yield rows;
  },
});

function checkHeader(path: string, header: string[]): string[] {
  const absent = COLUMNS.filter((name) => !header.includes(name));
  if (absent.length === 0) return header;
  throw new Error(
    `${path}: has no column ${absent.join(', ')}; its first line must name ${COLUMNS.join(', ')}`,
  );
}
