import { describe, expect, it } from '@jest/globals';
import type { Measurement } from '../result.ts';
import { findKnee } from './knee.ts';

const step = (connections: number, goodPerSecond: number, p95: number): Measurement => ({
  name: `${connections}`,
  connections,
  offeredPerSecond: goodPerSecond,
  goodPerSecond,
  shedPerSecond: 0,
  latency: { p50: p95, p90: p95, p95, p99: p95, max: p95 },
  apiProcessor: null,
  senderProcessor: 0,
});

describe('the knee', () => {
  it('is where more connections bring no more', () => {
    const steps = [step(1, 100, 5), step(2, 190, 5), step(4, 300, 9), step(8, 310, 20), step(16, 312, 40)];
    expect(findKnee(steps, 300).connections).toBe(4);
  });

  it('keeps the latency objective', () => {
    expect(findKnee([step(1, 100, 5), step(8, 200, 250), step(64, 400, 900)], 300).connections).toBe(8);
    expect(() => findKnee([step(1, 10, 400)], 300)).toThrow('1: p95 400 ms');
  });
});
