import { createHash } from 'node:crypto';
import { toEvent } from '../flight-row.ts';
import type { LedgerContent } from '../ledger.ts';
import type { Source } from '../source/source.ts';
import { eventLine, groupOf } from './line.ts';

/** What a group of rows should look like in the warehouse. */
export interface Group {
  readonly count: number;
  readonly digest: string;
}

/** The line of every confirmed event, derived again from the data set. */
async function* confirmedLines(
  source: Source,
  { header, confirmed }: LedgerContent,
): AsyncGenerator<[number, string]> {
  for await (const rows of source.read()) {
    for (const { number, row } of rows) {
      if (row === undefined || !confirmed.has(number)) continue;
      const { event, faults } = toEvent(row, header.dataSet, number, header.systems);
      if (faults !== undefined)
        throw new Error(`row ${number} was confirmed but is no event: has the file changed?`);
      yield [number, eventLine(number, event)];
    }
  }
}

/** The digest of every group, in one pass and bounded memory. */
export async function expectedGroups(source: Source, ledger: LedgerContent): Promise<Map<number, Group>> {
  const groups = new Map<number, Group>();
  let current = -1;
  let lines: string[] = [];
  const close = (): void => {
    if (lines.length === 0) return;
    const digest = createHash('sha256').update(lines.join('\n')).digest('hex');
    groups.set(current, { count: lines.length, digest });
    lines = [];
  };
  for await (const [number, line] of confirmedLines(source, ledger)) {
    const group = groupOf(number);
    if (group !== current) close();
    current = group;
    lines.push(line);
  }
  close();
  return groups;
}

/** The lines of some groups, by row number. */
export async function expectedLines(
  source: Source,
  ledger: LedgerContent,
  groups: ReadonlySet<number>,
): Promise<Map<number, string>> {
  const lines = new Map<number, string>();
  for await (const [number, line] of confirmedLines(source, ledger)) {
    if (groups.has(groupOf(number))) lines.set(number, line);
  }
  return lines;
}
