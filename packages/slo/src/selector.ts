import { parse, type VectorSelector } from '@flightdeck/promql';

/** A selector as written, and what it selects. */
export interface Selector {
  /** The text to compile into queries. */
  readonly text: string;
  readonly metric: string;
  readonly matchers: VectorSelector['matchers'];
}

/**
 * Reads the query of an OpenSLO metric source: one plain selector, to which windows can be added.
 * @returns what is wrong with it, as a string, when it is anything else
 */
export function readSelector(query: string): Selector | string {
  const trimmed = query.trim();
  let expr: ReturnType<typeof parse>;
  try {
    expr = parse(trimmed);
  } catch (error) {
    return `is not PromQL: ${(error as Error).message}`;
  }
  if (expr.type !== 'vectorSelector')
    return 'is not a plain selector: the compiler adds rate, windows and sums';
  if (expr.metric === null) return 'does not name one metric exactly, as Cloud Monitoring demands';
  if (expr.offsetMs !== 0 || expr.at !== null) return 'has an offset or @: the compiler decides on the time';
  return {
    text: tolerateBothBucketSpellings(trimmed),
    metric: expr.metric,
    matchers: expr.matchers.filter(({ name }) => name !== '__name__'),
  };
}

/**
 * Prometheus 3 normalises `le="10"` to `le="10.0"`, other stores keep it as it came. A query that names
 * one spelling would silently be empty elsewhere.
 */
const tolerateBothBucketSpellings = (selector: string): string =>
  selector.replace(/\ble="(\d+)"/, 'le=~"$1(\\\\.0)?"');
