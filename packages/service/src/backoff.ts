export interface BackoffLimits {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** Short enough to ride out a restart unnoticed, long enough that an outage is not hammered. */
export const CALL_BACKOFF: BackoffLimits = { firstMs: 100, mostMs: 10_000 };

/**
 * Exponential backoff with equal jitter: between half and all of first × 2^(attempt − 1), at most `mostMs`.
 * Half is kept certain so that a retry never comes at once.
 * @param attempt 1 for the first retry
 * @param random gives numbers in [0, 1)
 */
export function backoffMs(
  attempt: number,
  random: () => number,
  limits: BackoffLimits = CALL_BACKOFF,
): number {
  const ceiling = Math.min(limits.mostMs, limits.firstMs * 2 ** Math.min(attempt - 1, 30));
  return ceiling / 2 + (ceiling / 2) * random();
}
