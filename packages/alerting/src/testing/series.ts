import { type Labels, parseDuration, parseSeriesLabels, parseSeriesValues } from '@flightdeck/promql';
import { expandPhases, type Point } from './phases.ts';
import type { AlertTest } from './schema.ts';

export interface ExpandedSeries {
  readonly labels: Labels;
  readonly points: readonly Point[];
}

/** A test's series with its points, one per interval. Throws SyntaxError with the fix. */
export function expandSeries(written: AlertTest['input_series'][number], interval: string): ExpandedSeries {
  const labels = parseSeriesLabels(written.series);
  const intervalMs = parseDuration(interval) ?? 60_000;
  if (written.phases !== undefined) return { labels, points: expandPhases(written.phases, intervalMs) };
  const points = parseSeriesValues(written.values ?? '').map((value): Point => {
    if (value === 'native')
      throw new SyntaxError(
        `${written.series}: native histograms are not supported; write the buckets of a classic one`,
      );
    return value;
  });
  return { labels, points };
}
