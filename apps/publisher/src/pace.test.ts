import { describe, expect, it } from '@jest/globals';
import { createPace } from './pace.ts';

/** Takes events for `seconds` of simulated time and counts them. */
async function taken(rate: number | 'max', seconds: number, stallMs = 0): Promise<number> {
  let now = 0;
  const pace = createPace(
    rate,
    () => now,
    async (ms) => {
      now += ms;
    },
  );
  const { signal } = new AbortController();
  let count = 0;
  now += stallMs;
  const end = now + seconds * 1_000;
  while (now < end) count += await pace.take(1_000, signal);
  return count;
}

describe('createPace', () => {
  it.each([0.5, 1, 50, 777, 20_000])('lets %d a second through', async (rate) => {
    expect(Math.abs((await taken(rate, 100)) - rate * 100)).toBeLessThanOrEqual(Math.max(1, rate * 1.1));
  });

  it('makes up for at most a second of a stall', async () => {
    expect(await taken(100, 10, 60_000)).toBeLessThanOrEqual(1_110);
  });

  it('does not hold back at all at "max"', async () => {
    const pace = createPace(
      'max',
      () => 0,
      () => Promise.reject(new Error('waited')),
    );
    expect(await pace.take(1_000, new AbortController().signal)).toBe(1_000);
  });
});
