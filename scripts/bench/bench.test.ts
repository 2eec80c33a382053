import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { BENCHMARKS } from './benchmarks.ts';
import { inTurns } from './in-turns.ts';
import { median, quotients, reached, spread, table } from './ratios.ts';

const ROOT = new URL('../../', import.meta.url);

describe('inTurns', () => {
  it('measures there and back by turns, and keeps the rounds in order', async () => {
    const order: string[] = [];
    const contender = (name: string) => () => order.push(name);
    const measured = await inTurns({ a: contender('a'), b: contender('b') }, 3);
    expect(order.join('')).toBe('abbaab');
    expect(measured).toEqual({ a: [1, 4, 5], b: [2, 3, 6] });
  });
});

describe('a ratio', () => {
  it('is taken round by round, and shown as its median with least and most', () => {
    const rounds = quotients([{ s: 2 }, { s: 9 }, { s: 4 }], [{ s: 4 }, { s: 10 }, { s: 4 }], ({ s }) => s);
    expect(rounds).toEqual([0.5, 0.9, 1]);
    expect(spread(rounds)).toBe('0.90 (0.50 to 1.00)');
    expect(median([])).toBeNaN();
  });

  it('reaches an aim by its median, from either side', () => {
    expect(reached({ of: 'x', rounds: [0.7, 0.8, 0.9], aim: { atLeast: 0.8 } })).toBe('reached');
    expect(reached({ of: 'x', rounds: [0.7, 0.79, 0.9], aim: { atLeast: 0.8 } })).toBe('not reached');
    expect(reached({ of: 'x', rounds: [2.1], aim: { atMost: 2 } })).toBe('not reached');
    expect(reached({ of: 'x', rounds: [2.1] })).toBe('');
  });

  it('stands in one table with the others', () => {
    const ratios = [
      { of: 'api: to bare', rounds: [0.8], aim: { atLeast: 0.8 } },
      { of: 'pubsub: log', rounds: [1, 1.1, 1.2] },
    ];
    expect(table(ratios).split('\n')).toEqual([
      'ratio         median (least to most)  aim',
      'api: to bare  0.80 (0.80 to 0.80)     >= 0.8  reached',
      'pubsub: log   1.10 (1.00 to 1.20)',
    ]);
  });
});

describe('the benchmarks', () => {
  it.each(Object.entries(BENCHMARKS))('%s has its script', (_, { script }) => {
    expect(existsSync(new URL(script, ROOT))).toBe(true);
  });
});
