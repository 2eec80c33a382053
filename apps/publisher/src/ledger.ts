import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What a replay is of: enough to derive every event of it again. */
export interface LedgerHeader {
  readonly file: string;
  readonly dataSet: string;
  readonly systems: number;
}

/** First and last row number, both included. */
export type RowRange = readonly [first: number, last: number];

export interface Ledger {
  /** Written down before it counts as confirmed. */
  confirm(rows: readonly number[]): Promise<void>;
}

/** What a ledger file says. */
export interface LedgerContent {
  readonly header: LedgerHeader;
  readonly confirmed: RowSet;
}

/** Row numbers as sorted ranges: a replay of millions is a handful of them. */
export interface RowSet {
  readonly ranges: readonly RowRange[];
  readonly size: number;
  has(row: number): boolean;
}

/** Starts a ledger file (NDJSON: a header, then ranges of confirmed rows), or goes on with one of the same replay. */
export async function openLedger(
  path: string,
  header: LedgerHeader,
  resume: boolean,
): Promise<{ ledger: Ledger; done: RowSet }> {
  await mkdir(dirname(path), { recursive: true });
  let done = rowSet([]);
  const before = resume ? await readLedger(path).catch(absentAsUndefined) : undefined;
  if (before !== undefined) {
    const { dataSet, systems } = before.header;
    if (dataSet !== header.dataSet || systems !== header.systems) {
      throw new Error(
        `${path}: is the ledger of ${dataSet} with ${systems} systems; leave out --resume to start anew`,
      );
    }
    done = before.confirmed;
    // A line that a kill cut short must not swallow the next one.
    await appendFile(path, '\n');
  } else {
    await rm(path, { force: true });
    await appendFile(path, `${JSON.stringify(header)}\n`);
  }
  return {
    done,
    ledger: { confirm: (rows) => appendFile(path, `${JSON.stringify({ confirmed: toRanges(rows) })}\n`) },
  };
}

/** @throws Error when the file is absent or is no ledger */
export async function readLedger(path: string): Promise<LedgerContent> {
  const [first, ...lines] = (await readFile(path, 'utf8')).split('\n');
  const header = parseLine(first ?? '') as LedgerHeader | undefined;
  if (typeof header?.dataSet !== 'string') throw new Error(`${path}: is no ledger of a replay`);
  const ranges: RowRange[] = [];
  for (const line of lines) {
    // The last line may be cut short when the publisher was killed; its rows then count as not confirmed.
    const entry = parseLine(line) as { confirmed?: RowRange[] } | undefined;
    ranges.push(...(entry?.confirmed ?? []));
  }
  return { header, confirmed: rowSet(ranges) };
}

const absentAsUndefined = (error: unknown): undefined => {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
};

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function toRanges(rows: readonly number[]): RowRange[] {
  const ranges: [number, number][] = [];
  for (const row of rows) {
    const last = ranges.at(-1);
    if (last !== undefined && row === last[1] + 1) last[1] = row;
    else ranges.push([row, row]);
  }
  return ranges;
}

/** Sorts and merges ranges that overlap or touch. */
export function rowSet(given: readonly RowRange[]): RowSet {
  const ranges: [number, number][] = [];
  for (const [first, last] of [...given].sort((a, b) => a[0] - b[0])) {
    const previous = ranges.at(-1);
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else ranges.push([first, last]);
  }
  return {
    ranges,
    size: ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0),
    has(row) {
      let low = 0;
      let high = ranges.length - 1;
      while (low <= high) {
        const middle = (low + high) >> 1;
        const range = ranges[middle];
        if (range === undefined) return false;
        if (row < range[0]) high = middle - 1;
        else if (row > range[1]) low = middle + 1;
        else return true;
      }
      return false;
    },
  };
}
