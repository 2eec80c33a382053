import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type FlightRow, toEvent } from '../flight-row.ts';
import { type RowRange, rowSet } from '../ledger.ts';
import type { Source } from '../source/source.ts';
import { compare } from './compare.ts';
import { eventLine, groupOf, rowOf } from './line.ts';
import { balances, table } from './report.ts';
import type { Stored } from './stored.ts';

const ROWS = 2_500;
const flight = (number: number): FlightRow => ({
  date: '2001-01-01 00:47',
  delay: number % 60,
  distance: 100 + number,
  origin: 'DTW',
  destination: 'LAS',
});
const source: Source = {
  dataSet: 'mine',
  total: ROWS,
  async *read() {
    yield Array.from({ length: ROWS }, (_, index) => ({ number: index + 1, row: flight(index + 1) }));
  },
};
const line = (number: number): string => {
  const { event } = toEvent(flight(number), 'mine', number, 5);
  if (event === undefined) throw new Error('no event');
  return eventLine(number, event);
};

/** A warehouse that holds these lines; the digests that the real one computes are tested in the subscriber's tests/. */
function holding(lines: readonly string[]): Stored {
  const sorted = [...lines].sort((a, b) => rowOf(a) - rowOf(b));
  const byGroup = Map.groupBy(sorted, (one) => groupOf(rowOf(one)));
  return {
    groups: async () =>
      [...byGroup].map(([row_group, held]) => ({
        row_group,
        row_count: held.length,
        distinct_count: new Set(held.map(rowOf)).size,
        digest: createHash('sha256').update(held.join('\n')).digest('hex'),
      })),
    lines: async (groups) => sorted.filter((one) => groups.includes(groupOf(rowOf(one)))),
    rawRows: async () => ({
      row_count: lines.length,
      repeated_count: lines.length - new Set(lines.map(rowOf)).size,
    }),
  };
}

const all = Array.from({ length: ROWS }, (_, index) => line(index + 1));
const check = async (lines: readonly string[], ranges: readonly RowRange[] = [[1, ROWS]]) => {
  const header = { file: 'mine', dataSet: 'mine', systems: 5 };
  const stored = holding(lines);
  const balance = await compare(source, { header, confirmed: rowSet(ranges) }, stored, {
    again: async () => false,
  });
  const { row_count: rawRows, repeated_count: repeated } = await stored.rawRows();
  const report = { ...balance, dataSet: 'mine', deadLettered: [], rawRows, repeated };
  return { ...balance, balanced: balances(report), text: table(report) };
};

describe('compare', () => {
  it('balances when everything is there once', async () => {
    expect(await check(all)).toMatchObject({
      balanced: true,
      published: ROWS,
      distinct: ROWS,
      missing: [],
      unrecorded: 0,
    });
  });

  it('names what is missing', async () => {
    const result = await check(all.filter((_, index) => index !== 7 && index !== 2_007));
    expect(result).toMatchObject({ balanced: false, missing: [8, 2_008], distinct: ROWS - 2, altered: [] });
    expect(result.text).toMatch(/missing +2 {2}mine-8, mine-2008[\s\S]*NOT BALANCED/);
  });

  it('names what is altered', async () => {
    const lines = all.map((one, index) => (index === 41 ? one.replace('|DTW|', '|DTX|') : one));
    expect(await check(lines)).toMatchObject({ balanced: false, missing: [], altered: [42] });
  });

  it('counts what is there twice', async () => {
    const result = await check([...all, line(3)]);
    expect(result).toMatchObject({ balanced: false, duplicate: 1, missing: [] });
    expect(result.text).toContain('1 of them duplicates that the view removes');
  });

  it('finds nothing at all', async () => {
    expect((await check([])).missing).toHaveLength(ROWS);
  });

  it('looks again while fewer are there than were confirmed, and no longer', async () => {
    const looks = [all.slice(0, 10), all.slice(0, 2_400), all];
    let look = 0;
    const growing: Stored = { ...holding(all), groups: () => holding(looks[look] ?? all).groups() };
    const header = { file: 'mine', dataSet: 'mine', systems: 5 };
    const again = async () => {
      look += 1;
      return true;
    };
    const balance = await compare(source, { header, confirmed: rowSet([[1, ROWS]]) }, growing, { again });
    expect(look).toBe(2);
    expect(balance.missing).toEqual([]);
  });

  it('does not blame what was stored without having been noted', async () => {
    const result = await check(all, [[1, 2_000]]);
    expect(result).toMatchObject({ balanced: true, published: 2_000, unrecorded: 500 });
    expect(result.text).toMatch(/not in the ledger +500 {2}stored; their publisher/);
    expect(result.text).not.toContain('duplicates');
  });
});
