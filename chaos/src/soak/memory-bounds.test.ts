import { describe, expect, it } from '@jest/globals';
import { isSteep, memoryUse } from './memory-bounds.ts';
import type { Sample } from './watch/watch.ts';

/** @param residentMiB by second; @param pid by second */
function samples(seconds: number, residentMiB: (at: number) => number, pid = (_at: number) => 1): Sample[] {
  return Array.from({ length: seconds }, (_, at) => ({
    ...{ at, confirmed: 0, stored: 0, backlog: 0, oldestUnackedSeconds: 0 },
    processes: [{ name: 'api', state: 'running', pid: pid(at), restarts: 0, residentMiB: residentMiB(at) }],
  }));
}

describe('memoryUse', () => {
  it('finds what a process reached and how it grew after its warm-up', () => {
    const [use] = memoryUse(samples(300, (at) => 100 + Math.min(at, 60) + at / 3));
    expect(use).toMatchObject({ name: 'api', boundMiB: 2_048 });
    expect(use?.peakMiB).toBeCloseTo(259.67, 1);
    expect(use?.slope?.perMinute).toBeCloseTo(20, 6);
    expect(use !== undefined && isSteep(use)).toBe(true);
  });

  it('tells no slope from lives that were all short', () => {
    const [use] = memoryUse(
      samples(
        300,
        (at) => 100 + at,
        (at) => Math.floor(at / 150),
      ),
    );
    expect(use?.slope).toBeUndefined();
    expect(use !== undefined && isSteep(use)).toBe(false);
  });
});
