import { ApiError } from '../errors.ts';
import { type JsonRow, MAX_ROW_BYTES, type SourceRecord } from './records.ts';

const LINE_FEED = 0x0a;
/** Integers from here on lose digits as JavaScript numbers. */
const LONG_INTEGER = /\d{16}/;

/** Newline-delimited JSON, one object a line; blank lines are passed over. */
export async function* readNdjson(bytes: AsyncIterable<Buffer>): AsyncGenerator<SourceRecord<JsonRow>> {
  for await (const { position, line } of lines(bytes)) {
    const text = line.toString('utf8').trim();
    if (text !== '') yield { position, ...parseRow(position === 0 ? text.replace(/^\uFEFF/, '') : text) };
  }
}

function parseRow(text: string): { content: JsonRow } | { fault: string } {
  try {
    const value: unknown = LONG_INTEGER.test(text) ? parseExactly(text) : JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { content: value as JsonRow }
      : { fault: 'Parser terminated before end of string: start of a JSON object expected.' };
  } catch (thrown) {
    return { fault: `Parser terminated before end of string: ${(thrown as Error).message}` };
  }
}

/** TypeScript's library does not know the third argument yet. */
type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;

/** Keeps integers that a number cannot hold as their digits. */
function parseExactly(text: string): unknown {
  const revive: Reviver = (_key, value, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source ?? '')
      ? source
      : value;
  return JSON.parse(text, revive as (key: string, value: unknown) => unknown);
}

async function* lines(bytes: AsyncIterable<Buffer>): AsyncGenerator<{ position: number; line: Buffer }> {
  let position = 0;
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  for await (const chunk of bytes) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      const line = Buffer.concat([...pending, chunk.subarray(start, end)]);
      yield { position, line };
      position += line.length + 1;
      pending = [];
      pendingBytes = 0;
      start = end + 1;
    }
    if (start < chunk.length) {
      pending.push(chunk.subarray(start));
      pendingBytes += chunk.length - start;
    }
    if (pendingBytes > MAX_ROW_BYTES)
      throw new ApiError(
        'invalid',
        `Error while reading data, error message: Row starting at position ${position} is larger than the maximum row size, ${MAX_ROW_BYTES} bytes.`,
      );
  }
  if (pendingBytes > 0) yield { position, line: Buffer.concat(pending) };
}
