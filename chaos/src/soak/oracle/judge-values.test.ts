import { describe, expect, it } from '@jest/globals';
import { routeStatistics, sameStatistics } from './judge-values.ts';

describe('routeStatistics', () => {
  it('interpolates percentiles between ranks, as PERCENTILE_CONT does', () => {
    const { p95, ...rest } = routeStatistics([10, 0, 20, 30]);
    expect(rest).toEqual({ flights: 4, mean: 15, p50: 15 });
    expect(p95).toBeCloseTo(28.5, 9);
    expect(routeStatistics([7])).toEqual({ flights: 1, mean: 7, p50: 7, p95: 7 });
  });
});

describe('sameStatistics', () => {
  const route = { origin: 'ATL', destination: 'ORD', flights: 2, mean_delay_minutes: 0.1 + 0.2 };
  const answered = { ...route, p50_delay_minutes: 1, p95_delay_minutes: 2 };

  it('forgives the last digits of a sum, nothing else', () => {
    expect(sameStatistics(answered, { flights: 2, mean: 0.3, p50: 1, p95: 2 })).toBe(true);
    expect(sameStatistics(answered, { flights: 3, mean: 0.3, p50: 1, p95: 2 })).toBe(false);
    expect(sameStatistics(answered, { flights: 2, mean: 0.31, p50: 1, p95: 2 })).toBe(false);
    expect(sameStatistics(answered, { flights: 2, mean: 0.3, p50: 1, p95: 2.5 })).toBe(false);
  });
});
