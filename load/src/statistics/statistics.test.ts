import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Sample } from '../sample.ts';
import { smallerBy } from './mann-whitney.ts';
import { median, percentile, percentiles } from './percentile.ts';
import { slicesOf } from './slices.ts';
import { byEndpoint, summarise } from './summary.ts';

const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

const sample = (given: Partial<Sample>): Sample => ({
  atMs: 0,
  latencyMs: 1,
  outcome: 200,
  endpoint: 'one',
  control: false,
  ...given,
});

describe('percentile', () => {
  it('is the nearest rank, one of the values', () => {
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 1)).toBe(100);
    expect(percentile(hundred, 0)).toBe(1);
    expect(median([3, 1, 2])).toBe(2);
    expect(percentile([], 0.5)).toBeNaN();
    expect(percentiles(hundred, { p50: 0.5, p90: 0.9 })).toEqual({ p50: 50, p90: 90 });
  });

  it('has its share of values at or below it', () => {
    const values = fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (given, share) => {
        const found = percentile(given, share);
        expect(given.filter((value) => value <= found).length / given.length).toBeGreaterThanOrEqual(share);
      }),
    );
  });
});

describe('slices', () => {
  it('hold what was due in their second, whenever it was answered', () => {
    const slices = slicesOf(
      [
        sample({ atMs: 100, latencyMs: 5_000 }),
        sample({ atMs: 1_100, outcome: 503 }),
        sample({ atMs: 1_200, outcome: 'timeout' }),
        sample({ atMs: 1_300, outcome: 404, latencyMs: 7 }),
        sample({ atMs: 1_400, control: true, latencyMs: 2 }),
      ],
      3,
    );
    expect(slices).toHaveLength(3);
    expect(slices[0]).toMatchObject({ due: 1, good: 1, p99: 5_000 });
    expect(slices[1]).toMatchObject({ due: 3, good: 1, shed: 1, failed: 1, p50: 7, controlP50: 2 });
    expect(slices[2]).toMatchObject({ at: 2, due: 0, p50: null });
  });

  it('become longer with the run, and never too many', () => {
    const slices = slicesOf([sample({ atMs: 1_799_999 })], 1_800);
    expect(slices.length).toBeLessThanOrEqual(180);
    expect(slices.at(-1)?.due).toBe(1);
  });
});

describe('summaries', () => {
  it('count outcomes and take latencies of good answers only', () => {
    const samples = [sample({ latencyMs: 4 }), sample({ outcome: 503, latencyMs: 900, endpoint: 'two' })];
    expect(summarise(samples)).toMatchObject({
      requests: 2,
      good: 1,
      outcomes: { 200: 1, 503: 1 },
      latency: { p99: 4, max: 4 },
    });
    expect(byEndpoint(samples)['two']).toMatchObject({ requests: 1, good: 0 });
  });
});

describe('smallerBy', () => {
  it('is sure of what is told apart, and of nothing else', () => {
    expect(smallerBy([10, 11, 12, 13, 14], [1, 2, 3, 4, 5])).toBeGreaterThan(2.33);
    expect(smallerBy([1, 2, 3, 4, 5], [10, 11, 12, 13, 14])).toBeLessThan(-2.33);
    expect(smallerBy([1, 2, 3, 4, 5], [1, 2, 3, 4, 5])).toBe(0);
    expect(smallerBy([1, 1], [1, 1])).toBe(0);
    expect(smallerBy([], [1])).toBe(0);
  });
});
