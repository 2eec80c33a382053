import { type Labels, labelsKey, METRIC_NAME, withLabel } from '../labels.ts';
import { compileMatchers } from '../matchers.ts';
import { createMemoryStorage } from '../memory.ts';
import type { Storage } from '../storage.ts';
import type { Load } from './parse-script.ts';

/** A query would have read native histograms, which the engine does not support. */
export class NativeHistogramsRead extends Error {
  override readonly name = 'NativeHistogramsRead';
}

export interface ScriptStorage extends Storage {
  load(command: Load): void;
  clear(): void;
}

/** The samples a script has loaded. Native histograms are remembered only to notice that a query reads them. */
export function createScriptStorage(): ScriptStorage {
  const floats = createMemoryStorage();
  let natives: { labels: Labels; timesMs: number[] }[] = [];
  return {
    load({ series, stepMs, alsoNative }) {
      // Of a series listed twice in one load, the last listing counts.
      const latest = new Map(series.map((one) => [labelsKey(one.labels), one]));
      for (const { labels, values } of latest.values()) {
        const nativeTimes: number[] = [];
        values.forEach((value, i) => {
          if (value === 'native') nativeTimes.push(i * stepMs);
          else if (value !== 'missing') floats.append(labels, i * stepMs, value === 'stale' ? null : value);
        });
        if (nativeTimes.length > 0) natives.push({ labels, timesMs: nativeTimes });
        const name = labels[METRIC_NAME] ?? '';
        if (alsoNative && name.endsWith('_bucket'))
          natives.push({
            labels: withLabel(withLabel(labels, METRIC_NAME, name.slice(0, -'_bucket'.length)), 'le', ''),
            timesMs: values.map((_, i) => i * stepMs),
          });
      }
    },
    clear() {
      floats.clear();
      natives = [];
    },
    select(matchers, minTimeMs, maxTimeMs) {
      const matches = compileMatchers(matchers);
      for (const { labels, timesMs } of natives)
        if (matches(labels) && timesMs.some((t) => t >= minTimeMs && t <= maxTimeMs))
          throw new NativeHistogramsRead();
      return floats.select(matchers, minTimeMs, maxTimeMs);
    },
  };
}
