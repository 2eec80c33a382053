/** Says how many events may go out now. */
export interface Pace {
  /** Waits until at least one may, and takes up to `wanted` of them. */
  take(wanted: number, signal: AbortSignal): Promise<number>;
}

/** After a stall (a broker that was gone) at most this much is made up for at once. */
const MAX_CATCH_UP_SECONDS = 1;
/** Events of this time go out together: at 50 a second five at once, at 10,000 a thousand. */
const TICK_MS = 100;

/**
 * Lets `rate` events a second through.
 * @param nowMs a monotonic clock in milliseconds
 */
export function createPace(
  rate: number | 'max',
  nowMs: () => number,
  sleep: (ms: number, signal: AbortSignal) => Promise<void>,
): Pace {
  if (rate === 'max') return { take: async (wanted) => wanted };
  // A slow rate has less than one event a tick: then the tick is as long as one event takes.
  const tickMs = Math.max(TICK_MS, 1_000 / rate);
  let allowance = 0;
  let at = nowMs();
  return {
    async take(wanted, signal) {
      for (;;) {
        const now = nowMs();
        allowance = Math.min(
          allowance + ((now - at) / 1_000) * rate,
          Math.max(1, rate * MAX_CATCH_UP_SECONDS),
        );
        at = now;
        const taken = Math.min(wanted, Math.floor(allowance + 1e-9));
        if (taken > 0) {
          allowance -= taken;
          return taken;
        }
        if (signal.aborted) return 0;
        await sleep(tickMs, signal);
      }
    },
  };
}
