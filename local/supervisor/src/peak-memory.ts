import { readFile } from 'node:fs/promises';
import type { Pipeline } from './pipeline.ts';

/** In the order of the data's way; what is not running is left out. */
const WATCHED = ['publisher', 'pubsub', 'subscriber', 'bigquery', 'api', 'monitoring', 'console'];
/** Often enough to see a process that ends by itself shortly before it does. */
const SAMPLE_EVERY_MS = 500;

/** Follows the peak of each process until `stop`, which answers `name N MiB` for each; none without /proc. */
export function watchPeakMemory(pipeline: Pipeline): { stop(): Promise<string[]> } {
  const peaks = new Map<string, number>();
  const sample = async (): Promise<void> => {
    for (const name of WATCHED) {
      const pid = pipeline.process(name)?.status().pid;
      const peak = pid === undefined ? undefined : await peakMemoryMiB(pid);
      if (peak !== undefined) peaks.set(name, Math.max(peak, peaks.get(name) ?? 0));
    }
  };
  const timer = setInterval(() => void sample(), SAMPLE_EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await sample();
      return WATCHED.flatMap((name) => (peaks.has(name) ? [`${name} ${peaks.get(name)} MiB`] : []));
    },
  };
}

/** The kernel's high-water mark of resident memory; undefined where /proc is not served. */
async function peakMemoryMiB(pid: number): Promise<number | undefined> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const kib = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
    return kib === undefined ? undefined : Math.round(Number(kib) / 1024);
  } catch {
    return undefined;
  }
}
