import { burnFactor, errorBudget, type MinimumTraffic, minimumEvents, type WindowPair } from './burn-rate.ts';
import type { Indicator, Slo } from './slo.ts';

/** Seconds as PromQL writes them, in the largest unit that fits: 5400 is `90m`. */
export function promqlDuration(seconds: number): string {
  for (const [unit, size] of [
    ['d', 86_400],
    ['h', 3_600],
    ['m', 60],
  ] as const) {
    if (seconds % size === 0) return `${seconds / size}${unit}`;
  }
  return `${seconds}s`;
}

/**
 * Share of bad events over a window. Where only good events are named, their absence means that all were
 * bad: without `or vector(0)` an outage from the first second on would have no value at all.
 */
export function errorRatio(indicator: Indicator, windowSeconds: number): string {
  const window = promqlDuration(windowSeconds);
  const total = `sum(rate(${indicator.total.text}[${window}]))`;
  return 'bad' in indicator
    ? `sum(rate(${indicator.bad.text}[${window}])) / ${total}`
    : `1 - (sum(rate(${indicator.good.text}[${window}])) or vector(0)) / ${total}`;
}

/** Both windows burn at least at the pair's factor, and the long one holds enough events to say so. */
export function burnCondition(slo: Slo, pair: WindowPair, minimum: MinimumTraffic): string {
  const factor = burnFactor(pair, slo.periodSeconds);
  const budget = errorBudget(slo.target);
  const burns = (window: number): string =>
    `(\n  ${errorRatio(slo.indicator, window)} > ${factor} * ${budget}\n)`;
  const events = `sum(increase(${slo.indicator.total.text}[${promqlDuration(pair.longSeconds)}]))`;
  return [
    burns(pair.longSeconds),
    'and',
    burns(pair.shortSeconds),
    'and',
    `${events} >= ${minimumEvents(factor, budget, minimum)}`,
  ].join('\n');
}

/**
 * There was data, and now there is none. Unlike `absent()`, it stays quiet before the first sample ever,
 * so that a system that is just starting is not reported as lost.
 */
export function goneCondition(slo: Slo, goneSeconds: number, seenSeconds: number): string {
  const seen = (seconds: number): string =>
    `count(count_over_time(${slo.indicator.total.text}[${promqlDuration(seconds)}]))`;
  return `${seen(seenSeconds)}\nunless\n${seen(goneSeconds)}`;
}
