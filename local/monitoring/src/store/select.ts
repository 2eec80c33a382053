import { compileMatchers, type Matcher } from '@flightdeck/promql';
import { NAME } from './labels.ts';
import type { Series } from './series.ts';
import type { SeriesSamples, TimeSeriesStore } from './store.ts';

/** Series that match every matcher, in no particular order. */
export function* matchingSeries(store: TimeSeriesStore, matchers: readonly Matcher[]): Iterable<Series> {
  const name = matchers.find((matcher) => matcher.name === NAME && matcher.op === '=')?.value;
  const matches = compileMatchers(matchers);
  for (const series of store.series(name)) if (matches(series.labels)) yield series;
}

/** The samples of the matching series in [start, end] (unix ms); series without any are left out. */
export function selectSamples(
  store: TimeSeriesStore,
  matchers: readonly Matcher[],
  start: number,
  end: number,
): SeriesSamples[] {
  const found: SeriesSamples[] = [];
  for (const series of matchingSeries(store, matchers)) {
    const samples = series.read(start, end);
    if (samples.timestamps.length > 0) found.push({ labels: series.labels, ...samples });
  }
  return found;
}
