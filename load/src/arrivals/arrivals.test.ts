import { seededRandom } from '@flightdeck/random';
import { describe, expect, it } from '@jest/globals';
import { arrivals, expectedRequests, totalSeconds } from './arrivals.ts';

const STEADY = [{ name: 'steady', seconds: 100, rate: 50 }];

describe('arrivals', () => {
  it('are the same for the same seed, and others for another', () => {
    const of = (seed: number): number[] => [...arrivals(STEADY, seededRandom(seed).next)];
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
  });

  it('come at the rate, in order, within the phases', () => {
    const due = [...arrivals(STEADY, seededRandom(7).next)];
    // Five standard deviations of a Poisson count of 5,000.
    expect(Math.abs(due.length - 5_000)).toBeLessThan(5 * Math.sqrt(5_000));
    expect(due.every((at, index) => at >= (due[index - 1] ?? 0))).toBe(true);
    expect(due.at(-1)).toBeLessThan(100_000);
  });

  it('have exponential gaps: as often two at once as independent callers', () => {
    const due = [...arrivals(STEADY, seededRandom(3).next)];
    const gaps = due.map((at, index) => at - (due[index - 1] ?? 0));
    const mean = 1000 / 50;
    // Of an exponential distribution 1 - 1/e is below its mean.
    const below = gaps.filter((gap) => gap < mean).length / gaps.length;
    expect(below).toBeCloseTo(1 - Math.exp(-1), 1);
  });

  it('follow a rate that rises', () => {
    const due = [...arrivals([{ name: 'ramp', seconds: 100, rate: 0, toRate: 100 }], seededRandom(5).next)];
    const firstHalf = due.filter((at) => at < 50_000).length;
    expect(due.length).toBeGreaterThan(4_500);
    expect(firstHalf / due.length).toBeCloseTo(0.25, 1);
  });

  it('keep each phase to its time, and a phase without a rate silent', () => {
    const phases = [
      { name: 'silence', seconds: 10, rate: 0 },
      { name: 'burst', seconds: 1, rate: 100 },
    ];
    const due = [...arrivals(phases, seededRandom(1).next)];
    expect(due[0]).toBeGreaterThanOrEqual(10_000);
    expect(due.at(-1)).toBeLessThan(11_000);
    expect(totalSeconds(phases)).toBe(11);
    expect(expectedRequests(phases)).toBe(100);
  });
});
