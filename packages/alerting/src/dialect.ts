import { type Expr, METRIC_NAME, selectorsOf, walk } from '@flightdeck/promql';

/**
 * Functions newer than Prometheus 2.44, the level of Cloud Monitoring's PromQL, or experimental.
 * Source: Prometheus' changelog; "PromQL differences" of Managed Service for Prometheus.
 */
const NEWER_THAN_2_44: ReadonlySet<string> = new Set([
  'double_exponential_smoothing',
  'first_over_time',
  'mad_over_time',
  'sort_by_label',
  'sort_by_label_desc',
  'ts_of_first_over_time',
  'ts_of_last_over_time',
  'ts_of_max_over_time',
  'ts_of_min_over_time',
]);

/** What in an expression Cloud Monitoring's PromQL would refuse, though Prometheus 3 takes it. */
export function dialectFaults(expr: Expr): string[] {
  const faults = new Set<string>();
  for (const selector of selectorsOf(expr))
    if (!selector.matchers.some(({ name, op }) => name === METRIC_NAME && op === '='))
      faults.add('a selector states no exact metric name; Cloud Monitoring takes exact names only');
  walk(expr, (node) => {
    if (node.type === 'call' && NEWER_THAN_2_44.has(node.func))
      faults.add(`${node.func}() is newer than Cloud Monitoring's PromQL (the level of Prometheus 2.44)`);
    if (node.type === 'aggregate' && node.op === 'limitk')
      faults.add(`limitk is newer than Cloud Monitoring's PromQL (the level of Prometheus 2.44)`);
  });
  return [...faults];
}
