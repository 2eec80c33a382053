/** Order with NaN first, as Prometheus sorts values for quantiles. */
export function nanFirst(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : -1;
  return Number.isNaN(b) ? 1 : a - b;
}

/** The q-quantile with linear interpolation between ranks. Sorts `values` in place. */
export function quantileOf(q: number, values: number[]): number {
  if (values.length === 0 || Number.isNaN(q)) return NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  values.sort((a, b) => (a === b ? 0 : nanFirst(a, b)));
  const rank = q * (values.length - 1);
  const low = Math.max(0, Math.floor(rank));
  const high = Math.min(values.length - 1, low + 1);
  const weight = rank - Math.floor(rank);
  return (values[low] as number) * (1 - weight) + (values[high] as number) * weight;
}

/** The warning for a quantile outside [0, 1]. */
export const badQuantile = (q: number): string =>
  `quantile value should be between 0 and 1, got ${showNumber(q)}`;

export function showNumber(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}
