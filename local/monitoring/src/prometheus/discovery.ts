import type { Matcher } from '@flightdeck/promql';
import type { QueryEngine } from '../engine.ts';
import { matchingSeries } from '../store/select.ts';
import type { Series } from '../store/series.ts';
import type { MetricMetadata, TimeSeriesStore } from '../store/store.ts';
import { ApiError } from './errors.ts';
import type { Params } from './params.ts';

/** What the questions about series, labels and metrics need. */
export interface Discovery {
  readonly params: Params;
  readonly store: TimeSeriesStore;
  readonly engine: QueryEngine;
}

export function findSeries({ params, store, engine }: Discovery): object[] {
  if (params.all('match[]').length === 0) throw new ApiError('bad_data', 'no match[] parameter provided');
  return limited(
    [...matched({ params, store, engine })].map(({ labels }) => labels),
    params,
  );
}

export function labelNames(discovery: Discovery): string[] {
  const names = new Set<string>();
  for (const { labels } of matched(discovery)) for (const name in labels) names.add(name);
  return limited([...names].sort(), discovery.params);
}

export function labelValues(discovery: Discovery, label: string): string[] {
  const values = new Set<string>();
  for (const { labels } of matched(discovery)) {
    const value = labels[label];
    if (value !== undefined) values.add(value);
  }
  return limited([...values].sort(), discovery.params);
}

export function metricMetadata({ params, store }: Discovery): Record<string, MetricMetadata[]> {
  const wanted = params.text('metric');
  const entries = [...store.metadata].filter(([name]) => wanted === undefined || name === wanted);
  return Object.fromEntries(limited(entries, params).map(([name, metadata]) => [name, [metadata]]));
}

/** Series that match any `match[]` (all of them without one) and have life between `start` and `end`. */
function* matched({ params, store, engine }: Discovery): Iterable<Series> {
  const start = params.time('start') ?? Number.NEGATIVE_INFINITY;
  const end = params.time('end') ?? Number.POSITIVE_INFINITY;
  const selectors = params.all('match[]').map((text) => engine.selector(text));
  const seen = new Set<Series>();
  for (const matchers of selectors.length > 0 ? selectors : [NO_MATCHERS]) {
    for (const series of matchingSeries(store, matchers)) {
      if (seen.has(series) || series.lastTime < start || series.firstTime > end) continue;
      seen.add(series);
      yield series;
    }
  }
}

const NO_MATCHERS: readonly Matcher[] = [];

const limited = <Item>(items: Item[], params: Params): Item[] => {
  const limit = params.count('limit') ?? 0;
  return limit > 0 ? items.slice(0, limit) : items;
};
