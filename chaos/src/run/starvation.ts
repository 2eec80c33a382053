import { availableParallelism, loadavg } from 'node:os';

/**
 * Runnable tasks a core beyond which the machine, and not the pipeline, decides what is fast: a pipeline that runs
 * adds about one, one that starts about four.
 */
const STARVED_LOAD_PER_CORE = 5;
/** The load is an average over a minute. */
const SAMPLE_EVERY_MS = 5_000;

/** Tasks that run or wait to run, for each core, averaged over the last minute; 0 where the system does not say. */
export const loadPerCore = (): number => (loadavg()[0] ?? 0) / availableParallelism();

export const isStarved = (load: number): boolean => load > STARVED_LOAD_PER_CORE;

/** Watches the machine until `stop`. @returns the highest load a core meanwhile */
export function watchLoad(load: () => number = loadPerCore): { stop(): number } {
  let highest = load();
  const timer = setInterval(() => {
    highest = Math.max(highest, load());
  }, SAMPLE_EVERY_MS);
  timer.unref();
  return {
    stop() {
      clearInterval(timer);
      highest = Math.max(highest, load());
      return highest;
    },
  };
}
