import type { BurnedBudget } from '../system/observe.ts';

/** Less than half an event is the rounding of a rate, not a bad event. */
const LEAST_BAD_EVENTS = 0.5;

/** How many bad events an SLO counted between two readings. */
export function badEventsBetween(
  slo: string,
  before: readonly BurnedBudget[],
  after: readonly BurnedBudget[],
): number {
  const count = (list: readonly BurnedBudget[]): number =>
    list.find((budget) => budget.slo === slo)?.badEvents ?? 0;
  return count(after) - count(before);
}

/** Whether so many bad events are budget burned. */
export const isBurn = (bad: number): boolean => bad > LEAST_BAD_EVENTS;
