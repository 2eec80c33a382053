/** Bounds of the delay before a failed message is delivered again, in ms. */
export interface Backoff {
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * Exponential backoff of a subscription's retry policy: the minimum after the first failure, doubled with
 * each further one, up to the maximum.
 * @param failures how often the message has failed, from 1
 */
export function backoffMs({ minMs, maxMs }: Backoff, failures: number): number {
  // 2^40 times any minimum is past every maximum; it keeps the power finite.
  return Math.min(maxMs, minMs * 2 ** Math.min(failures - 1, 40));
}
