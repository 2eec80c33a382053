import { describe, expect, it } from '@jest/globals';
import { noExamination } from './oracle/examine.ts';
import { judgeSoak, type Seen } from './verdict.ts';

const balance = {
  published: 9,
  distinct: 9,
  missing: [],
  duplicate: 0,
  altered: [],
  unrecorded: 0,
  rawRows: 9,
};
const letters = { poison: 3, refusedByFault: 2, unexplained: [], missingPoison: [] };
const good: Seen = {
  records: [],
  examination: { ...noExamination(), checked: 10, refused: 5, unanswered: 5, stale: 1 },
  settled: { drainedAfterSeconds: 12, letters, balance },
  exact: { flights: 9, faults: [] },
  memory: [{ name: 'api', peakMiB: 200, boundMiB: 2_048, slope: { perMinute: 1, seconds: 200 } }],
};
const broken = (seen: Partial<Seen>): string[] =>
  judgeSoak({ ...good, ...seen })
    .filter(({ held }) => !held)
    .map(({ name, detail }) => `${name}: ${detail}`);
const settled = (change: Partial<Seen['settled']>): Partial<Seen> => ({
  settled: { ...good.settled, ...change },
});

describe('judgeSoak', () => {
  it('lets errors, stale answers and poison pass', () => {
    expect(broken({})).toEqual([]);
  });

  it.each<[string, Partial<Seen>]>([
    ['nothing is lost: 2 events: soak-4, soak-5', settled({ balance: { ...balance, missing: [4, 5] } })],
    ['nothing is doubled: 1 rows too many in the view', settled({ balance: { ...balance, duplicate: 1 } })],
    ['nothing is altered: 1 events: soak-6', settled({ balance: { ...balance, altered: [6] } })],
    [
      'dead letters are poison, or rows that a fault had refused: soak-7: why',
      settled({ letters: { ...letters, unexplained: [{ eventId: 'soak-7', reason: 'why' }] } }),
    ],
    [
      'no answer is wrong: /x: it is',
      { examination: { ...good.examination, wrong: [{ path: '/x', atMs: 0, why: 'it is' }] } },
    ],
    [
      'no answer is wrong: the API answered nothing that could be checked',
      { examination: { ...noExamination(), refused: 20 } },
    ],
    ['every answer at the end is exact: a fault', { exact: { flights: 9, faults: ['a fault'] } }],
    ['it recovers by itself: the backlog did not become empty', settled({ drainedAfterSeconds: undefined })],
    [
      'memory is bounded: api 3000 of 2048 MiB',
      { memory: [{ name: 'api', peakMiB: 3_000, boundMiB: 2_048, slope: undefined }] },
    ],
    [
      'memory is flat: api 30.0 MiB/min (at most 12)',
      { memory: [{ name: 'api', peakMiB: 300, boundMiB: 2_048, slope: { perMinute: 30, seconds: 200 } }] },
    ],
  ])('fails with "%s"', (said, seen) => {
    expect(broken(seen)).toEqual([said]);
  });
});
