/** Two windows that must both burn: the long one makes it significant, the short one makes it recent. */
export interface WindowPair {
  /** Percent of the period's error budget that is gone when the long window has burnt at the factor. */
  readonly budgetPercent: number;
  readonly longSeconds: number;
  readonly shortSeconds: number;
}

/** A series can never fire on fewer events than this, or on fewer bad ones than that. */
export interface MinimumTraffic {
  readonly events: number;
  readonly badEvents: number;
}

/**
 * How many times faster than sustainable the budget burns: share of the budget × period / long window.
 * Google SRE workbook, chapter 5: 2 % of 30 days in one hour is 14.4.
 */
export const burnFactor = (pair: WindowPair, periodSeconds: number): number =>
  tidy(((pair.budgetPercent / 100) * periodSeconds) / pair.longSeconds);

/** Share of events that may be bad: 1 − target, without binary noise (1 − 0.999 is 0.0010000000000000009). */
export const errorBudget = (target: number): number => tidy(1 - target);

/** Time until the whole budget of a period is gone at this factor, in seconds. */
export const secondsToExhaustion = (factor: number, periodSeconds: number): number => periodSeconds / factor;

/**
 * Events the long window must hold before its ratio means anything: below it, `badEvents` − 1 bad ones
 * would already reach the threshold.
 */
export const minimumEvents = (factor: number, budget: number, minimum: MinimumTraffic): number =>
  Math.max(minimum.events, Math.ceil(tidy(minimum.badEvents / (factor * budget))));

/** Twelve significant digits: far finer than any alert, coarse enough to drop binary noise. */
export const tidy = (value: number): number => Number(value.toPrecision(12));
