import type { LedgerContent } from '../ledger.ts';
import type { Source } from '../source/source.ts';
import { expectedGroups, expectedLines, type Group } from './expected.ts';
import { rowOf } from './line.ts';
import type { Stored, StoredGroup } from './stored.ts';

export interface Balance {
  /** Confirmed by Pub/Sub, according to the ledger. */
  readonly published: number;
  /** Of these, events that can be queried. */
  readonly distinct: number;
  /** Row numbers of events that cannot be queried. */
  readonly missing: readonly number[];
  /** Rows too many in the view. */
  readonly duplicate: number;
  /** Row numbers of events whose stored values are not the published ones. */
  readonly altered: readonly number[];
  /** Stored without standing in the ledger: a publisher was killed between the confirmation and the ledger. */
  readonly unrecorded: number;
}

/** Groups listed at once: a hundred thousand rows. */
const GROUPS_LISTED = 100;

/** How a caller may have a comparison wait for events that are still under way. */
export interface Patience {
  /** Resolves when it is time to look again; false when no more time is given. */
  again(): Promise<boolean>;
}

/** Compares what was confirmed with what can be queried: by digest, and row by row where a digest differs. */
export async function compare(
  source: Source,
  ledger: LedgerContent,
  stored: Stored,
  patience: Patience,
): Promise<Balance> {
  const expected = await expectedGroups(source, ledger);
  let found = await stored.groups();
  while (fewerThan(found, expected) && (await patience.again())) found = await stored.groups();

  const foundByGroup = new Map<number, StoredGroup>(found.map((group) => [group.row_group, group]));
  const differing: number[] = [];
  for (const group of new Set([...expected.keys(), ...foundByGroup.keys()])) {
    if (foundByGroup.get(group)?.digest !== expected.get(group)?.digest) differing.push(group);
  }
  const missing: number[] = [];
  const altered: number[] = [];
  let unrecorded = 0;
  for (let start = 0; start < differing.length; start += GROUPS_LISTED) {
    const groups = differing.slice(start, start + GROUPS_LISTED);
    const [lines, storedLines] = await Promise.all([
      expectedLines(source, ledger, new Set(groups)),
      stored.lines(groups),
    ]);
    const storedByRow = new Map(storedLines.map((line) => [rowOf(line), line]));
    for (const [row, line] of lines) {
      const stands = storedByRow.get(row);
      if (stands === undefined) missing.push(row);
      else if (stands !== line) altered.push(row);
    }
    for (const row of storedByRow.keys()) if (!lines.has(row)) unrecorded += 1;
  }
  const published = ledger.confirmed.size;
  return {
    published,
    distinct: published - missing.length,
    missing,
    duplicate: found.reduce((sum, group) => sum + group.row_count - group.distinct_count, 0),
    altered,
    unrecorded,
  };
}

/** Whether some group has fewer rows than were confirmed: only then may waiting help. */
function fewerThan(found: readonly StoredGroup[], expected: ReadonlyMap<number, Group>): boolean {
  const counts = new Map(found.map(({ row_group, distinct_count }) => [row_group, distinct_count]));
  for (const [group, { count }] of expected) if ((counts.get(group) ?? 0) < count) return true;
  return false;
}
