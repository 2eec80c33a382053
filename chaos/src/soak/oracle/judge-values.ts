import type { FlightEvent } from '@flightdeck/flight-event';
import type { AnsweredFlight, AnsweredRoute } from './shapes.ts';

const FIELDS = ['event_id', 'system', 'origin', 'destination', 'delay_minutes', 'distance_miles'] as const;

/** Every field of an answered flight that is not the source's. */
export function differences(answered: AnsweredFlight, expected: FlightEvent): string[] {
  const say = (field: string, got: unknown, should: unknown): string =>
    `${expected.event_id}: ${field} is ${JSON.stringify(got)}, the source says ${JSON.stringify(should)}`;
  const wrong = FIELDS.filter((field) => answered[field] !== expected[field]).map((field) =>
    say(field, answered[field], expected[field]),
  );
  if (Date.parse(answered.occurred_at) !== Date.parse(expected.occurred_at)) {
    wrong.push(say('occurred_at', answered.occurred_at, expected.occurred_at));
  }
  return wrong;
}

/** Sums of doubles in another order differ in the last digits. */
const ROUNDING_MINUTES = 1e-6;

/** Delays of a route that no subset of its flights can have. */
export function outside(route: AnsweredRoute, delays: readonly number[]): string[] {
  const { mean_delay_minutes: mean, p50_delay_minutes: p50, p95_delay_minutes: p95 } = route;
  const least = Math.min(...delays) - ROUNDING_MINUTES;
  const most = Math.max(...delays) + ROUNDING_MINUTES;
  const within = [mean, p50, p95].every((value) => value >= least && value <= most);
  if (within && p50 <= p95) return [];
  return [
    `${route.origin}-${route.destination}: mean ${mean}, median ${p50}, p95 ${p95} cannot come of its flights`,
  ];
}

/** Statistics of a route as the contract defines them. */
export interface RouteStatistics {
  readonly flights: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
}

export function routeStatistics(delays: readonly number[]): RouteStatistics {
  const sorted = [...delays].sort((a, b) => a - b);
  const mean = sorted.reduce((sum, delay) => sum + delay, 0) / sorted.length;
  return { flights: sorted.length, mean, p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95) };
}

/** Linear interpolation between the closest ranks, as GoogleSQL's PERCENTILE_CONT. */
function percentile(sorted: readonly number[], share: number): number {
  const rank = share * (sorted.length - 1);
  const low = sorted[Math.floor(rank)] ?? Number.NaN;
  const high = sorted[Math.ceil(rank)] ?? Number.NaN;
  return low + (high - low) * (rank - Math.floor(rank));
}

/** Whether a route's answered statistics are exactly these. */
export function sameStatistics(route: AnsweredRoute, { flights, mean, p50, p95 }: RouteStatistics): boolean {
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= ROUNDING_MINUTES;
  return (
    route.flights === flights &&
    near(route.mean_delay_minutes, mean) &&
    near(route.p50_delay_minutes, p50) &&
    near(route.p95_delay_minutes, p95)
  );
}
