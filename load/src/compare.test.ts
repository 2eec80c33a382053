import { describe, expect, it } from '@jest/globals';
import { compare } from './compare.ts';
import type { RunResult } from './result.ts';

const run = (ratios: readonly number[], more: Partial<RunResult> = {}): RunResult => ({
  format: 'flightdeck-load/1',
  profile: 'stress',
  about: '',
  startedAt: '2026-01-01T00:00:00Z',
  seconds: 1,
  seed: 1,
  machine: { node: 'v24', processors: 2, loadAverage: 0 },
  target: 'own',
  passed: true,
  checks: [],
  budgets: [],
  latencyObjectiveMs: 300,
  baseline: { of: 'throughput', ratios },
  ...more,
});

describe('compare', () => {
  it('finds a regression when the rounds are told apart and the fall is worth a look', () => {
    expect(compare(run([0.5, 0.51, 0.49, 0.5, 0.52]), run([0.3, 0.31, 0.29, 0.3, 0.32])).regressed).toBe(
      true,
    );
  });

  it('finds none in noise, in a small fall, or in a rise', () => {
    expect(compare(run([0.5, 0.3, 0.6, 0.4, 0.5]), run([0.4, 0.3, 0.6, 0.2, 0.5])).regressed).toBe(false);
    expect(compare(run([0.5, 0.5, 0.5, 0.5, 0.5]), run([0.48, 0.48, 0.48, 0.48, 0.48])).regressed).toBe(
      false,
    );
    expect(compare(run([0.3, 0.3, 0.3]), run([0.5, 0.5, 0.5])).regressed).toBe(false);
  });

  it('does not depend on how fast the machine was', () => {
    // A machine half as fast halves both sides of each ratio.
    const { lines, regressed } = compare(run([0.5, 0.51, 0.49]), run([0.5, 0.51, 0.49]));
    expect(regressed).toBe(false);
    expect(lines.join('\n')).toContain('change  0.0 %');
  });

  it('refuses what cannot be compared', () => {
    expect(() => compare(run([1]), run([1], { profile: 'steady' }))).toThrow('two profiles');
    const { baseline: _, ...without } = run([1]);
    expect(() => compare(run([1]), without)).toThrow('no baseline');
    expect(() => compare(run([1]), { ...run([1]), format: 'other' as never })).toThrow('format');
  });
});
