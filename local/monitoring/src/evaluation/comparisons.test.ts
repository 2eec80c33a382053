import { describe, expect, it } from '@jest/globals';
import { createQueryEngine } from '../engine.ts';
import { TimeSeriesStore } from '../store/store.ts';
import { comparisonsOf } from './comparisons.ts';

const engine = createQueryEngine(new TimeSeriesStore({ maxSeries: 1, retentionMs: 1, maxBytes: 1 }));

describe('comparisonsOf', () => {
  it.each([
    ['sum(up) > 0.5', [{ query: 'sum(up)', operator: '>', threshold: 0.5 }]],
    ['14.4 * 0.001 <= (a / b)', [{ query: 'a / b', operator: '>=', threshold: 14.4 * 0.001 }]],
    [
      '(rate(a[5m]) > 2 * 3) > 1',
      [
        { query: 'rate(a[5m]) > 2 * 3', operator: '>', threshold: 1 },
        { query: 'rate(a[5m])', operator: '>', threshold: 6 },
      ],
    ],
    ['a > b', []],
    ['a > time()', []],
    ['absent(a)', []],
  ])('of %s', (query, comparisons) => {
    expect(comparisonsOf(query, engine)).toEqual(comparisons);
  });

  it('finds the two windows and the guard of a burn-rate condition', () => {
    const query = '(a / b > 14.4 * 0.001)\nand\n(c / d > 14.4 * 0.001)\nand\nsum(increase(b[1h])) >= 139';
    expect(comparisonsOf(query, engine).map(({ threshold }) => threshold)).toEqual([
      14.4 * 0.001,
      14.4 * 0.001,
      139,
    ]);
  });
});
