import {
  compileMatcher,
  type Expr,
  labelNamesOf,
  lookbackOf,
  type Matcher,
  parse,
  selectorsOf,
  type VectorSelector,
  walk,
} from '@flightdeck/promql';
import type { KnownMetric, KnownMetrics } from './metrics.ts';

export interface CheckedQuery {
  readonly problems: readonly string[];
  /** How far it looks back, in seconds; 0 when it cannot be parsed. */
  readonly lookBackSeconds: number;
}

/**
 * Functions newer than the Prometheus 2.44 that Cloud Monitoring's PromQL is modelled on.
 * @see https://docs.cloud.google.com/stackdriver/docs/managed-prometheus/promql-differences
 */
const NEWER_THAN_2_44 = new Set(
  (
    'mad_over_time sort_by_label sort_by_label_desc histogram_avg histogram_stddev histogram_stdvar info ' +
    'double_exponential_smoothing ts_of_max_over_time ts_of_min_over_time ts_of_last_over_time ' +
    'ts_of_first_over_time first_over_time limitk limit_ratio start end range step'
  ).split(' '),
);

const COUNTER_FUNCTIONS = new Set(['rate', 'irate', 'increase']);

/** Checks one query: it parses, Cloud Monitoring can run it, and every name in it exists. */
export function checkQuery(query: string, known: KnownMetrics): CheckedQuery {
  let expr: Expr;
  try {
    expr = parse(query);
  } catch (error) {
    return { problems: [(error as Error).message], lookBackSeconds: 0 };
  }
  const selectors = selectorsOf(expr);
  const problems = [
    ...calls(expr)
      .filter((name) => NEWER_THAN_2_44.has(name))
      .map((name) => `${name}() is newer than Prometheus 2.44`),
    ...selectors.flatMap((selector) => checkSelector(selector, known)),
    ...checkRates(expr, known),
    ...checkGroupings(expr, selectors, known),
  ];
  return { problems: [...new Set(problems)], lookBackSeconds: lookbackOf(expr) / 1000 };
}

/** Functions and aggregations called anywhere in the expression. */
export function calls(expr: Expr): string[] {
  const names: string[] = [];
  walk(expr, (node) => {
    if (node.type === 'call') names.push(node.func);
    if (node.type === 'aggregate') names.push(node.op);
  });
  return names;
}

function checkSelector({ metric, matchers }: VectorSelector, known: KnownMetrics): string[] {
  if (metric === null)
    return ['a selector names no metric exactly; Cloud Monitoring matches exact names only'];
  const entry = known.get(metric);
  if (entry === undefined) return [`${metric} is neither in the catalogue nor in google-metrics.json`];
  const problems = matchers
    .filter(({ name }) => name !== '__name__')
    .flatMap((matcher) => checkMatcher(metric, entry, matcher));
  if (entry.resource !== undefined && !matchers.some(({ name }) => name === 'monitored_resource')) {
    problems.push(`${metric} needs the matcher monitored_resource="${entry.resource}"`);
  }
  return problems;
}

function checkMatcher(metric: string, { labels }: KnownMetric, matcher: Matcher): string[] {
  if (!labels.has(matcher.name)) return [`${metric} has no label ${matcher.name}`];
  const values = labels.get(matcher.name);
  if (values === undefined) return [];
  const matches = compileMatcher(matcher);
  const matching = values.filter(matches).length;
  const shown = `${metric}{${matcher.name}${matcher.op}"${matcher.value}"}`;
  if (matching === 0) return [`${shown} matches none of the values ${values.join(', ')}`];
  // A negative matcher that excludes nothing names a value that does not exist.
  if (matcher.op.startsWith('!') && matching === values.length) {
    return [`${shown} excludes none of the values ${values.join(', ')}`];
  }
  return [];
}

/** `rate` of a gauge, or the plain value of a counter in an alert, is a number without a meaning. */
function checkRates(expr: Expr, known: KnownMetrics): string[] {
  const problems: string[] = [];
  walk(expr, (node) => {
    if (node.type !== 'call' || !COUNTER_FUNCTIONS.has(node.func)) return;
    for (const argument of node.args) {
      if (argument.type !== 'matrixSelector') continue;
      const metric = argument.selector.metric ?? '';
      if (known.get(metric)?.kind === 'gauge') problems.push(`${node.func}() of the gauge ${metric}`);
    }
  });
  return problems;
}

/** Labels that are grouped, matched or joined on must exist on a metric of the query. */
function checkGroupings(expr: Expr, selectors: readonly VectorSelector[], known: KnownMetrics): string[] {
  const entries = selectors.flatMap(({ metric }) => known.get(metric ?? '') ?? []);
  if (entries.length < selectors.length) return [];
  return labelNamesOf(expr)
    .filter((name) => !entries.some(({ labels }) => labels.has(name)))
    .map((name) => `no metric of the query has the label ${name}`);
}
