/** One bucket of a classic histogram: how many observations are at most `upper`. */
export interface Bucket {
  upper: number;
  count: number;
}

/** Differences between neighbouring buckets below this share are rounding, not disorder. */
const SMALL_DELTA = 1e-12;

function nearlyEqual(a: number, b: number): boolean {
  if (a === b) return true;
  const sum = Math.abs(a) + Math.abs(b);
  const difference = Math.abs(a - b);
  if (a === 0 || b === 0 || sum < Number.MIN_VALUE) return difference < SMALL_DELTA * Number.MIN_VALUE;
  return difference / Math.min(sum, Number.MAX_VALUE) < SMALL_DELTA;
}

/** Buckets in order, those with equal bounds added up; null unless the last is +Inf. */
export function orderBuckets(buckets: readonly Bucket[]): Bucket[] | null {
  const sorted = [...buckets].sort((a, b) => a.upper - b.upper || 0);
  if (sorted.at(-1)?.upper !== Infinity) return null;
  const merged: Bucket[] = [];
  for (const bucket of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && last.upper === bucket.upper) last.count += bucket.count;
    else merged.push({ ...bucket });
  }
  return merged;
}

/** Makes counts non-decreasing; true if more than rounding had to be mended. */
export function ensureMonotonic(buckets: Bucket[]): boolean {
  let forced = false;
  let previous = buckets[0]?.count ?? 0;
  for (const bucket of buckets) {
    if (bucket.count === previous) continue;
    if (nearlyEqual(previous, bucket.count)) bucket.count = previous;
    else if (bucket.count < previous) {
      bucket.count = previous;
      forced = true;
    } else previous = bucket.count;
  }
  return forced;
}

/** The q-quantile by linear interpolation within the bucket it falls into. */
export function bucketQuantile(q: number, buckets: readonly Bucket[]): number {
  if (Number.isNaN(q)) return NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  const last = buckets.length - 1;
  if (last < 1) return NaN;
  const observations = (buckets[last] as Bucket).count;
  if (observations === 0 || Number.isNaN(observations)) return NaN;
  const rank = q * observations;
  let at = 0;
  while (at < last && !((buckets[at] as Bucket).count >= rank)) at++;
  if (at === last) return (buckets[last - 1] as Bucket).upper;
  const { upper, count } = buckets[at] as Bucket;
  if (at === 0) return upper <= 0 ? upper : upper * (rank / count);
  const below = buckets[at - 1] as Bucket;
  return below.upper + (upper - below.upper) * ((rank - below.count) / (count - below.count));
}

/** The share of observations between two bounds, linear within buckets. */
export function bucketFraction(lower: number, upper: number, buckets: readonly Bucket[]): number {
  const total = buckets.at(-1)?.count ?? 0;
  if (total === 0 || Number.isNaN(total) || Number.isNaN(lower) || Number.isNaN(upper)) return NaN;
  if (lower >= upper) return 0;
  return (rankAt(upper, buckets, total, false) - rankAt(lower, buckets, total, true)) / total;
}

/**
 * How many observations are at most `value`. A bucket without a lower bound cannot be interpolated: its
 * observations count as below the value when `openCounts`, else as above it.
 */
function rankAt(value: number, buckets: readonly Bucket[], total: number, openCounts: boolean): number {
  let rank = 0;
  let low = (buckets[0] as Bucket).upper > 0 ? 0 : -Infinity;
  for (const bucket of buckets) {
    if (low >= value) return rank;
    if (bucket.upper > value) {
      if (low === -Infinity) return openCounts ? bucket.count : rank;
      if (bucket.upper === Infinity) return rank;
      return rank + ((bucket.count - rank) * (value - low)) / (bucket.upper - low);
    }
    rank = bucket.count;
    low = bucket.upper;
  }
  return Math.min(rank, total);
}
