import { Readable } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import type { Field } from '../engine/schema.ts';
import { ValueError } from '../engine/values.ts';
import type { CsvOptions } from './options.ts';
import { type Cells, type JsonRow, MAX_ROW_BYTES, type SourceRecord } from './records.ts';

interface Parsed {
  readonly record: readonly (string | null | typeof BROKEN)[];
  readonly info: { readonly bytes: number };
}

/** Stands in a record for a quoted value that breaks the line where that is not allowed. */
const BROKEN = Symbol('line break in a quoted value');

/** CSV records in the order of the file; blank lines are passed over. */
export async function* readCsv(
  bytes: AsyncIterable<Buffer>,
  options: CsvOptions,
): AsyncGenerator<SourceRecord<Cells>> {
  const faults: SourceRecord<Cells>[] = [];
  let position = 0;
  const parser = parse({
    delimiter: options.delimiter,
    quote: options.quote ?? false,
    escape: options.quote ?? null,
    record_delimiter: ['\r\n', '\n', '\r'],
    encoding: options.encoding,
    bom: options.encoding === 'utf8',
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: MAX_ROW_BYTES,
    info: true,
    on_skip: (error: CsvError | undefined) => {
      const { bytes: end } = error as unknown as { bytes: number };
      faults.push({ position, fault: FAULTS[error?.code ?? ''] ?? error?.message ?? 'is not CSV' });
      position = end;
      return undefined;
    },
    cast: (value, { quoting }) => {
      if (quoting) return options.allowQuotedNewlines || !/[\r\n]/.test(value) ? value : BROKEN;
      return options.nullMarkers.includes(value) ? null : value;
    },
  });
  // A failing file must fail the reader too; `pipe` alone would leave it waiting.
  Readable.from(bytes)
    .on('error', (error) => parser.destroy(error))
    .pipe(parser);
  for await (const { record, info } of parser as AsyncIterable<Parsed>) {
    yield* faults.splice(0);
    const start = position;
    position = info.bytes;
    yield record.includes(BROKEN)
      ? { position: start, fault: 'Missing close quote character (").' }
      : { position: start, content: record as Cells };
  }
  yield* faults;
}

const FAULTS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'Missing close quote character (").',
  CSV_INVALID_CLOSING_QUOTE: 'Data between close quote character (") and field separator.',
};

const BOOLEANS: Readonly<Record<string, boolean>> = {
  ...{ '1': true, t: true, true: true, y: true, yes: true },
  ...{ '0': false, f: false, false: false, n: false, no: false },
};

/** Names the cells of a record by the columns they stand under. @throws ValueError */
export function nameCells(
  cells: Cells,
  columns: readonly Field[],
  options: CsvOptions,
  ignoreUnknownValues: boolean,
): JsonRow {
  if (cells.length > columns.length && !ignoreUnknownValues)
    throw new ValueError(
      `Too many values in line. Found ${cells.length} column(s) while expected ${columns.length}.`,
      '',
    );
  if (cells.length < columns.length && !options.allowJaggedRows)
    throw new ValueError(
      `CSV table references column position ${cells.length}, but line contains only ${cells.length} columns.`,
      columns[cells.length]?.name ?? '',
    );
  return Object.fromEntries(
    columns.map((field, index) => [field.name, readCell(field, cells[index] ?? null, options)]),
  );
}

function readCell({ type }: Field, cell: string | null, { nullMarkers }: CsvOptions): unknown {
  // An empty value in quotes is text, and nothing else can be made of it.
  if (cell === '' && nullMarkers.includes('') && type !== 'STRING' && type !== 'BYTES') return null;
  if (cell === null || type !== 'BOOL') return cell;
  return BOOLEANS[cell.trim().toLowerCase()] ?? cell;
}
