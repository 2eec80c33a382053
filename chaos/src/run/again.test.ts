import { describe, expect, it } from '@jest/globals';
import { againWhenStarved } from './again.ts';

/** Attempts that end as listed, on a machine whose load is as listed after so many attempts. */
async function run(ends: boolean[], loads: number[]) {
  let attempt = 0;
  const setting = {
    signal: new AbortController().signal,
    say: () => {},
    maxAttempts: 3,
    load: () => loads[Math.min(attempt, loads.length - 1)] ?? 0,
    calmLimitMs: 0,
  };
  return againWhenStarved(async () => ({ passed: ends[attempt++] ?? false }), setting);
}

describe('againWhenStarved', () => {
  it('counts a failure on a machine with time to spare', async () =>
    expect(await run([false, true], [1])).toEqual({ last: { passed: false }, attempts: 1 }));

  it('runs again what failed on a starved machine', async () =>
    expect(await run([false, true], [9])).toEqual({ last: { passed: true }, attempts: 2 }));

  it('counts a second failure once the machine is calm', async () =>
    expect(await run([false, false, true], [9, 1])).toEqual({ last: { passed: false }, attempts: 2 }));

  it('does not repeat what passed, and gives up at last', async () => {
    expect((await run([true], [9])).attempts).toBe(1);
    expect(await run([false, false, false, true], [9])).toEqual({ last: { passed: false }, attempts: 3 });
  });
});
