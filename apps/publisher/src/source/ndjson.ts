import type { FlightRow } from '../flight-row.ts';
import { type Line, linesOf } from './lines.ts';
import type { Source, SourceRow } from './source.ts';

/** One JSON object a line; a row's number is its line's. */
export const ndjsonSource = (path: string, dataSet: string): Source => ({
  dataSet,
  total: undefined,
  async *read() {
    for await (const lines of linesOf(path)) yield lines.map(parseLine);
  },
});

function parseLine({ number, text }: Line): SourceRow {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { number, unreadable: 'is not a JSON object' };
    }
    return { number, row: value as FlightRow };
  } catch (thrown) {
    return { number, unreadable: `is not JSON: ${(thrown as SyntaxError).message}` };
  }
}
