import { setTimeout as delay } from 'node:timers/promises';
import { isStarved, loadPerCore, watchLoad } from './starvation.ts';

export interface Attempt {
  readonly passed: boolean;
}

export interface AgainSetting {
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  readonly maxAttempts: number;
  /** For tests. */
  readonly load?: () => number;
  readonly calmLimitMs?: number;
}

const CALM_POLL_MS = 1_000;
/** Others may need the machine for long; then it is tried all the same. */
const CALM_LIMIT_MS = 300_000;

/**
 * Runs an experiment again that failed while the machine was starved: its latency alerts were then true, and say nothing of
 * the pipeline. What fails on a machine with time to spare has failed.
 * @returns the last attempt, and how many there were
 */
export async function againWhenStarved<T extends Attempt>(
  attempt: () => Promise<T>,
  { signal, say, maxAttempts, load = loadPerCore, calmLimitMs = CALM_LIMIT_MS }: AgainSetting,
): Promise<{ readonly last: T; readonly attempts: number }> {
  for (let attempts = 1; ; attempts++) {
    const watch = watchLoad(load);
    const last = await attempt();
    const highest = watch.stop();
    if (last.passed || signal.aborted || !isStarved(highest) || attempts >= maxAttempts) {
      return { last, attempts };
    }
    say(`failed with ${highest.toFixed(1)} tasks a core waiting: not counted, to be run again`);
    const until = performance.now() + calmLimitMs;
    while (isStarved(load()) && performance.now() < until && !signal.aborted) {
      await delay(Math.min(CALM_POLL_MS, calmLimitMs));
    }
  }
}
