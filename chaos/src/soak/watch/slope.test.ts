import { describe, expect, it } from '@jest/globals';
import { commonSlope, type Point } from './slope.ts';

const life = (from: number, to: number, value: (at: number) => number): Point[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ at: from + index, value: value(from + index) }));

describe('commonSlope', () => {
  it('measures growth a minute', () => {
    const slope = commonSlope([life(0, 120, (at) => 100 + at / 30)], 0);
    expect(slope?.perMinute).toBeCloseTo(2, 9);
    expect(slope?.seconds).toBe(120);
  });

  it('takes no restart for memory given back: each life has a level of its own', () => {
    const leaking = (from: number): Point[] => life(from, from + 100, (at) => 100 + (at - from) / 20);
    expect(commonSlope([leaking(0), leaking(101), leaking(202)], 0)?.perMinute).toBeCloseTo(3, 9);
  });

  it('leaves out how each life begins', () => {
    const warming = life(0, 200, (at) => Math.min(at, 30));
    expect(commonSlope([warming], 30)?.perMinute).toBeCloseTo(0, 9);
    expect(commonSlope([warming], 0)?.perMinute).toBeGreaterThan(1);
  });

  it('says nothing about lives that ended while they warmed up', () => {
    expect(commonSlope([life(0, 20, () => 1), life(30, 50, () => 2), []], 30)).toBeUndefined();
  });
});
