import { type Labels, labelsKey } from './labels.ts';
import { compileMatchers } from './matchers.ts';
import type { Series, Storage } from './storage.ts';

export interface MemoryStorage extends Storage {
  /** Appends a sample; null is a staleness marker. Throws when it is not newer than the series' last. */
  append(labels: Labels, timestampMs: number, value: number | null): void;
  clear(): void;
}

interface Stored {
  readonly labels: Labels;
  readonly timestamps: number[];
  readonly values: number[];
  readonly stale: number[];
  series: Series | null;
}

/** A storage for tests and small tools: everything in memory, every query scans all series. */
export function createMemoryStorage(): MemoryStorage {
  const stored = new Map<string, Stored>();
  return {
    append(labels, timestampMs, value) {
      const key = labelsKey(labels);
      let one = stored.get(key);
      if (one === undefined) {
        one = { labels, timestamps: [], values: [], stale: [], series: null };
        stored.set(key, one);
      }
      const last = one.timestamps.at(-1);
      if (last !== undefined && timestampMs <= last)
        throw new RangeError(`sample at ${timestampMs} ms is not newer than the series' last at ${last} ms`);
      one.timestamps.push(timestampMs);
      one.values.push(value ?? 0);
      one.stale.push(value === null ? 1 : 0);
      one.series = null;
    },
    clear: () => stored.clear(),
    select(matchers) {
      const matches = compileMatchers(matchers);
      return [...stored.values()].filter((one) => matches(one.labels)).map(seriesOf);
    },
  };
}

function seriesOf(one: Stored): Series {
  one.series ??= {
    labels: one.labels,
    timestamps: Float64Array.from(one.timestamps),
    values: Float64Array.from(one.values),
    stale: one.stale.includes(1) ? Uint8Array.from(one.stale) : undefined,
  };
  return one.series;
}
