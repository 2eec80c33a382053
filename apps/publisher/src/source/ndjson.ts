import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { FlightRow } from '../flight-row.ts';
import type { Source, SourceRow } from './source.ts';

/** Rows handed on at once. */
const ROWS = 2_000;

/** One JSON object a line; a row's number is its line's. Empty lines are passed over. */
export const ndjsonSource = (path: string, dataSet: string): Source => ({
  dataSet,
  total: undefined,
  async *read() {
    let rows: SourceRow[] = [];
    let number = 0;
    for await (const line of createInterface({
      input: createReadStream(path),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      number += 1;
      if (line.trim() === '') continue;
      rows.push(parseLine(line, number));
      if (rows.length === ROWS) {
        yield rows;
        rows = [];
      }
    }
    if (rows.length > 0) yield rows;
  },
});

function parseLine(line: string, number: number): SourceRow {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { number, unreadable: 'is not a JSON object' };
    }
    return { number, row: value as FlightRow };
  } catch (thrown) {
    return { number, unreadable: `is not JSON: ${(thrown as SyntaxError).message}` };
  }
}
