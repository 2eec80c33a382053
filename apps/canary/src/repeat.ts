import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs a task at a fixed rate, one at a time, until the signal aborts. A run that takes longer than the
 * interval makes the next one start at once; runs missed meanwhile are not made up for.
 */
export async function repeat(
  task: (signal: AbortSignal) => Promise<void>,
  everyMs: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const startedAt = performance.now();
    await task(signal);
    const left = everyMs - (performance.now() - startedAt);
    await sleep(Math.max(0, left), undefined, { signal }).catch(() => {});
  }
}
