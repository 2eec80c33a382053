import { describe, expect, it } from '@jest/globals';
import { backoffMs } from './backoff.ts';

describe('backoffMs', () => {
  const limits = { firstMs: 100, mostMs: 1_000 };

  it('doubles up to the most', () => {
    const ceilings = [1, 2, 3, 4, 5, 1_000].map((attempt) => backoffMs(attempt, () => 1, limits));
    expect(ceilings).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  it('keeps half certain and leaves half to chance', () => {
    expect(backoffMs(1, () => 0, limits)).toBe(50);
    expect(backoffMs(1, () => 0.5, limits)).toBe(75);
  });
});
