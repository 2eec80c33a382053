import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

export interface Line {
  /** From 1, as an editor shows it. */
  readonly number: number;
  readonly text: string;
}

/** Lines handed on at once. */
const LINES = 2_000;

/** The lines of a text file, in pieces; empty ones are passed over. */
export async function* linesOf(path: string): AsyncGenerator<readonly Line[]> {
  const input = createReadStream(path);
  let lines: Line[] = [];
  let number = 0;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (text.trim() === '') continue;
    lines.push({ number, text: number === 1 ? text.replace(BYTE_ORDER_MARK, '') : text });
    if (lines.length < LINES) continue;
    yield lines;
    lines = [];
  }
  if (lines.length > 0) yield lines;
}

const BYTE_ORDER_MARK = /^\uFEFF/;
