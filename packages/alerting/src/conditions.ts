import {
  type Call,
  type Expr,
  formatExpr,
  lookbackOf,
  type ParsedQuery,
  parse,
  selectorsOf,
} from '@flightdeck/promql';
import { parseSeconds } from './duration.ts';
import { shortestIntervalMs } from './limits.ts';
import type { AlertCondition } from './schema.ts';

/** One condition with its texts read: durations in milliseconds, the query parsed. */
export interface Condition {
  readonly displayName: string;
  readonly query: ParsedQuery;
  readonly durationMs: number;
  readonly intervalMs: number;
  /** `timestamp(selector)` for each selector: which of its data is how new. */
  readonly newestQueries: readonly ParsedQuery[];
  /** Labels that Cloud Monitoring adds to each result series. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Reads a condition of a valid policy. */
export function readCondition(condition: AlertCondition): Condition {
  const { query, duration, evaluationInterval, labels } = condition.conditionPrometheusQueryLanguage;
  const expr = parse(query);
  return {
    displayName: condition.displayName,
    query: { query, expr },
    durationMs: parseSeconds(duration ?? '0s') ?? 0,
    intervalMs: parseSeconds(evaluationInterval ?? '') ?? shortestIntervalMs(lookbackOf(expr)),
    newestQueries: newestQueries(expr),
    labels: labels ?? {},
  };
}

function newestQueries(expr: Expr): ParsedQuery[] {
  const queries = new Map<string, ParsedQuery>();
  for (const selector of selectorsOf(expr)) {
    const current = { ...selector, offsetMs: 0, at: null };
    const call: Call = { type: 'call', func: 'timestamp', args: [current], start: 0, end: 0 };
    const query = formatExpr(call);
    queries.set(query, { query, expr: call });
  }
  return [...queries.values()];
}
