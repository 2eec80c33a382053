import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './duration.ts';

/**
 * Cloud Monitoring evaluates a condition less often the further back it looks; this is the shortest interval
 * and the default. Source: "Alerting policies with PromQL", minimum evaluation intervals.
 */
export const EVALUATION_INTERVALS: readonly { readonly upToMs: number; readonly intervalMs: number }[] = [
  { upToMs: 25 * HOUR_MS, intervalMs: 30 * SECOND_MS },
  { upToMs: 8 * DAY_MS, intervalMs: 5 * MINUTE_MS },
  { upToMs: 16 * DAY_MS, intervalMs: HOUR_MS },
  { upToMs: 32 * DAY_MS, intervalMs: 2 * HOUR_MS },
];

/** The furthest a condition may look back: two years. */
export const MAX_LOOKBACK_MS = 730 * DAY_MS;

/** Evaluation intervals are multiples of this. */
export const EVALUATION_GRAIN_MS = 30 * SECOND_MS;

/** A condition that looks back further than this takes no duration. */
export const MAX_LOOKBACK_WITH_DURATION_MS = 25 * HOUR_MS;

export const AUTO_CLOSE_MIN_MS = 30 * MINUTE_MS;
export const AUTO_CLOSE_MAX_MS = 7 * DAY_MS;
export const AUTO_CLOSE_DEFAULT_MS = 7 * DAY_MS;

export const RENOTIFY_MIN_MS = 30 * MINUTE_MS;
export const RENOTIFY_MAX_MS = 24 * HOUR_MS;

/** Open incidents of one policy; beyond it none opens. */
export const MAX_OPEN_INCIDENTS = 1000;

/** The shortest evaluation interval for a look-back, in milliseconds. */
export function shortestIntervalMs(lookbackMs: number): number {
  const row = EVALUATION_INTERVALS.find(({ upToMs }) => lookbackMs <= upToMs);
  return (row ?? (EVALUATION_INTERVALS.at(-1) as { intervalMs: number })).intervalMs;
}
