import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openLedger, type RowRange, readLedger, rowSet } from './ledger.ts';

const HEADER = { file: 'flights-2k', dataSet: 'flights-2k', systems: 5 };

describe('the ledger', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flightdeck-'));
    path = join(folder, 'deep', 'ledger.ndjson');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('gives back what was confirmed, in whatever order', async () => {
    const { ledger } = await openLedger(path, HEADER, false);
    await ledger.confirm([4, 5, 7]);
    await ledger.confirm([1, 2, 3]);
    const { header, confirmed } = await readLedger(path);
    expect(header).toEqual(HEADER);
    expect(confirmed.ranges).toEqual([
      [1, 5],
      [7, 7],
    ]);
    expect(confirmed.size).toBe(6);
  });

  it('goes on where it ended, also after a kill in the middle of a line', async () => {
    const first = await openLedger(path, HEADER, false);
    await first.ledger.confirm([1, 2]);
    await appendFile(path, '{"confirmed":[[3,');
    const second = await openLedger(path, HEADER, true);
    expect([1, 2, 3].map(second.done.has)).toEqual([true, true, false]);
    await second.ledger.confirm([3]);
    expect((await readLedger(path)).confirmed.size).toBe(3);
  });

  it('starts anew without resume, and refuses to resume another replay', async () => {
    const first = await openLedger(path, HEADER, false);
    await first.ledger.confirm([1]);
    await expect(openLedger(path, { ...HEADER, systems: 6 }, true)).rejects.toThrow(
      /with 5 systems; leave out --resume/,
    );
    expect((await openLedger(path, HEADER, false)).done.size).toBe(0);
    expect((await readLedger(path)).confirmed.size).toBe(0);
  });

  it('refuses a file that is no ledger', async () => {
    await appendFile(join(folder, 'x'), '{"some":"thing"}\n');
    await expect(readLedger(join(folder, 'x'))).rejects.toThrow(/is no ledger/);
  });
});

describe('rowSet', () => {
  const range = fc
    .tuple(fc.integer({ min: 1, max: 60 }), fc.nat(8))
    .map(([first, more]): RowRange => [first, first + more]);

  it('has exactly the rows of its ranges', () => {
    fc.assert(
      fc.property(fc.array(range), (ranges) => {
        const rows = new Set(
          ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i)),
        );
        const set = rowSet(ranges);
        expect(set.size).toBe(rows.size);
        for (let row = 0; row < 80; row += 1) expect(set.has(row)).toBe(rows.has(row));
      }),
    );
  });
});
