/**
 * The value below which a share of the values lies: nearest rank, so that it is one of them.
 * @param share in [0, 1]
 * @returns NaN of no values
 */
export function percentile(values: readonly number[], share: number): number {
  return ofSorted(Float64Array.from(values).sort(), share);
}

/** Several percentiles for one sorting. */
export function percentiles<Name extends string>(
  values: readonly number[],
  shares: Readonly<Record<Name, number>>,
): Record<Name, number> {
  const sorted = Float64Array.from(values).sort();
  const entries = Object.entries<number>(shares).map(([name, share]) => [name, ofSorted(sorted, share)]);
  return Object.fromEntries(entries) as Record<Name, number>;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

function ofSorted(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
