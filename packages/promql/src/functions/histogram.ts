import { type Context, inform, nameless, warn } from '../eval/context.ts';
import { mergeEqual } from '../eval/merge.ts';
import { badQuantile } from '../eval/quantile.ts';
import { type Column, hasAny, newColumn } from '../eval/value.ts';
import { type Labels, labelsKey, METRIC_NAME, withLabel } from '../labels.ts';
import { type Bucket, bucketFraction, bucketQuantile, ensureMonotonic, orderBuckets } from './buckets.ts';
import type { Arguments } from './call.ts';

interface Histogram {
  readonly labels: Labels;
  readonly dropName: boolean;
  readonly buckets: { readonly upper: number; readonly column: Column }[];
}

/** `histogram_quantile(q, buckets)` over classic histograms, one per label set without `le`. */
export function histogramQuantile(args: Arguments): readonly Column[] {
  const quantiles = args.scalar(0);
  for (const q of quantiles) if (!(q >= 0 && q <= 1)) warn(args.context, badQuantile(q), args.expr(0));
  return perHistogram(args, 1, (buckets, i, histogram) => {
    if (ensureMonotonic(buckets)) informForced(args, histogram);
    return bucketQuantile(quantiles[i] as number, buckets);
  });
}

/** `histogram_fraction(lower, upper, buckets)`: the share of observations between two bounds. */
export function histogramFraction(args: Arguments): readonly Column[] {
  const [lower, upper] = [args.scalar(0), args.scalar(1)];
  return perHistogram(args, 2, (buckets, i) =>
    bucketFraction(lower[i] as number, upper[i] as number, buckets),
  );
}

function perHistogram(
  args: Arguments,
  vectorArg: number,
  compute: (buckets: Bucket[], i: number, histogram: Histogram) => number,
): readonly Column[] {
  const { grid, context } = args;
  const out: Column[] = [];
  for (const histogram of group(args.vector(vectorArg), args, vectorArg, context)) {
    const column = newColumn(histogram.labels, grid.count, histogram.dropName);
    for (let i = 0; i < grid.count; i++) {
      const there: Bucket[] = [];
      for (const { upper, column: bucket } of histogram.buckets)
        if (bucket.present[i] === 1) there.push({ upper, count: bucket.values[i] as number });
      if (there.length === 0) continue;
      const ordered = orderBuckets(there);
      column.present[i] = 1;
      column.values[i] = ordered === null ? NaN : compute(ordered, i, histogram);
    }
    if (hasAny(column)) out.push(nameless(context, column));
  }
  context.budget.spend(out.length * grid.count);
  return mergeEqual(out);
}

function group(
  columns: readonly Column[],
  args: Arguments,
  vectorArg: number,
  context: Context,
): Iterable<Histogram> {
  const histograms = new Map<string, Histogram>();
  for (const column of columns) {
    const le = column.labels.le ?? '';
    const upper = parseBound(le);
    if (upper === null) {
      const name = JSON.stringify(column.labels[METRIC_NAME] ?? '');
      const reason = `bucket label "le" is missing or has a malformed value of ${JSON.stringify(le)} for metric name ${name}`;
      warn(context, reason, args.expr(vectorArg));
      continue;
    }
    const labels = withLabel(column.labels, 'le', '');
    const key = labelsKey(labels);
    let histogram = histograms.get(key);
    if (histogram === undefined) {
      histogram = { labels, dropName: column.dropName, buckets: [] };
      histograms.set(key, histogram);
    }
    histogram.buckets.push({ upper, column });
  }
  return histograms.values();
}

function parseBound(le: string): number | null {
  const infinite = /^([+-]?)inf(inity)?$/i.exec(le);
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity;
  const value = Number(le);
  return le.trim() === '' || Number.isNaN(value) ? null : value;
}

function informForced(args: Arguments, { labels }: Histogram): void {
  const name = JSON.stringify(labels[METRIC_NAME] ?? '');
  inform(
    args.context,
    `input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile) for metric name ${name}`,
    args.expr(1),
  );
}
