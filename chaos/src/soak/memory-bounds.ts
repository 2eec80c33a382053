import { commonSlope, type Point, type Slope } from './watch/slope.ts';
import type { Sample } from './watch/watch.ts';

/** What is known of the memory of one process. */
export interface MemoryUse {
  readonly name: string;
  readonly peakMiB: number;
  readonly boundMiB: number;
  /** Undefined where no life of the process was long enough. */
  readonly slope: Slope | undefined;
}

/**
 * Resident memory that a process may reach, in MiB. Apps: what Terraform gives them in the cloud by default. Local
 * servers: half of a laptop's 8 GB for all of them together.
 */
const BOUND_MIB: Readonly<Record<string, number>> = { api: 2_048, subscriber: 1_024, bigquery: 2_048 };
const OTHER_BOUND_MIB = 1_024;

/**
 * Code is loaded and compiled, buffers and the API's cache fill, the heap finds its size: memory then grows without
 * leaking. On a quiet machine the API rose from 120 to 240 MiB in the first two minutes and a half, and stayed there.
 */
const WARM_UP_SECONDS = 120;

/** The heap grows until a major collection; a life shorter than this after its warm-up shows that and no slope. */
const LEAST_SECONDS_FOR_SLOPE = 120;

/**
 * Given to every process. A heap that may grow to gigabytes is collected so seldom, and its young generation doubles so
 * late, that in five minutes garbage looks like a leak: of the API's 260 MiB 30 were alive. It is several times what any
 * of them holds (with half of it the API collected all the time), and what leaks faster runs into it.
 */
export const HEAP_LIMIT = '--max-old-space-size=256 --max-semi-space-size=4';

/**
 * Of the API: its cache is to be full, and to drop answers, early in the run. With its default of 64 MiB it fills all
 * through five minutes, which looks like a leak.
 */
export const CACHE_BYTES = 8 * 1024 * 1024;

/**
 * Growth after the warm-up that still counts as flat, in MiB a minute: at this rate the smallest bound of 1,024 MiB
 * holds for more than an hour, and the steps of a heap that is still finding its size stay below it.
 */
export const FLAT_MIB_PER_MINUTE = 12;

export function memoryUse(samples: readonly Sample[]): MemoryUse[] {
  const names = new Set(samples.flatMap(({ processes }) => processes.map(({ name }) => name)));
  return [...names].map((name) => {
    const lives = livesOf(samples, name);
    return {
      name,
      peakMiB: Math.max(0, ...lives.flat().map(({ value }) => value)),
      boundMiB: BOUND_MIB[name] ?? OTHER_BOUND_MIB,
      slope: commonSlope(lives.filter(isLong), WARM_UP_SECONDS),
    };
  });
}

const isLong = (life: readonly Point[]): boolean =>
  (life.at(-1)?.at ?? 0) - (life[0]?.at ?? 0) >= WARM_UP_SECONDS + LEAST_SECONDS_FOR_SLOPE;

/** Memory over time, one list for each process id there was. */
export function livesOf(samples: readonly Sample[], process: string): Point[][] {
  const lives = new Map<number, Point[]>();
  for (const { at, processes } of samples) {
    const { pid, residentMiB } = processes.find(({ name }) => name === process) ?? {};
    if (pid === undefined || residentMiB === undefined) continue;
    const life = lives.get(pid) ?? [];
    life.push({ at, value: residentMiB });
    lives.set(pid, life);
  }
  return [...lives.values()];
}

/** Whether the slope can be told at all, and is too steep. */
export const isSteep = ({ slope }: MemoryUse): boolean =>
  slope !== undefined && slope.perMinute > FLAT_MIB_PER_MINUTE;
