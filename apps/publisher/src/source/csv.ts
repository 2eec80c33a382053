import { parse } from 'csv-parse/sync';
import { COLUMNS, type FlightRow } from '../flight-row.ts';
import { type Line, linesOf } from './lines.ts';
import type { Source, SourceRow } from './source.ts';

/**
 * CSV with a header line; a row's number is its line's. No column of a flight holds a line break, so that a line is a
 * row: a quote left open spoils its own line and not the rest of the file.
 */
export const csvSource = (path: string, dataSet: string): Source => ({
  dataSet,
  total: undefined,
  async *read() {
    let header: readonly string[] | undefined;
    for await (const lines of linesOf(path)) {
      const rows = header === undefined ? lines.slice(1) : lines;
      const columns = header ?? readHeader(path, lines[0]);
      header = columns;
      yield rows.map((line) => toRow(line, columns));
    }
    if (header === undefined) readHeader(path, undefined);
  },
});

/** @throws Error that names the columns which are absent */
function readHeader(path: string, line: Line | undefined): readonly string[] {
  const header = line === undefined ? [] : fieldsOf(line.text);
  const absent = COLUMNS.filter((name) => !header.includes(name));
  if (absent.length === 0) return header;
  throw new Error(
    `${path}: has no column ${absent.join(', ')}; its first line must name ${COLUMNS.join(', ')}`,
  );
}

function toRow({ number, text }: Line, columns: readonly string[]): SourceRow {
  try {
    const fields = fieldsOf(text);
    if (fields.length !== columns.length) {
      return { number, unreadable: `has ${fields.length} columns; the first line names ${columns.length}` };
    }
    const row = Object.fromEntries(columns.map((name, index) => [name, fields[index]]));
    return { number, row: row as unknown as FlightRow };
  } catch (thrown) {
    // The library counts its lines, of which there is one here.
    return { number, unreadable: `is not CSV: ${(thrown as Error).message.replace(/ at line 1\b.*/, '')}` };
  }
}

/** Most lines hold no quote, and need no parser. @throws Error of the parser */
function fieldsOf(text: string): string[] {
  if (!text.includes('"')) return text.split(',').map((field) => field.trim());
  const [fields = []] = parse(text, { trim: true }) as string[][];
  return fields;
}
