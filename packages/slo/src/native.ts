import type { Selector } from './selector.ts';
import type { Indicator, Slo } from './slo.ts';

/**
 * Cloud Monitoring's ServiceLevelObjective in its REST shape. Its error-budget pages read it; alerting
 * does not, because `select_slo_burn_rate` looks back 24 h at most.
 */
export interface ServiceLevelObjective {
  readonly displayName: string;
  readonly goal: number;
  readonly rollingPeriod: string;
  readonly serviceLevelIndicator: { readonly requestBased: RequestBased };
  readonly userLabels: Readonly<Record<string, string>>;
}

type RequestBased =
  | {
      readonly goodTotalRatio: {
        readonly goodServiceFilter?: string;
        readonly badServiceFilter?: string;
        readonly totalServiceFilter: string;
      };
    }
  | {
      readonly distributionCut: {
        readonly distributionFilter: string;
        readonly range: { readonly max: number };
      };
    };

/** Cloud Monitoring's ceiling on the goal of a native SLO. */
const HIGHEST_GOAL = 0.9999;
const LONGEST_PERIOD_SECONDS = 30 * 86_400;

/** @returns the native SLO, or in words why Cloud Monitoring cannot express this one */
export function nativeSlo(slo: Slo): ServiceLevelObjective | string {
  if (slo.target > HIGHEST_GOAL) return `its goal is above ${HIGHEST_GOAL}`;
  if (slo.periodSeconds > LONGEST_PERIOD_SECONDS) return 'its period is longer than 30 days';
  const requestBased = indicatorOf(slo.indicator);
  if (typeof requestBased === 'string') return requestBased;
  return {
    displayName: slo.displayName,
    goal: slo.target,
    rollingPeriod: `${slo.periodSeconds}s`,
    serviceLevelIndicator: { requestBased },
    userLabels: { slo: slo.name, service: slo.service },
  };
}

/**
 * A ratio takes counters only, a distribution cut one histogram: Managed Prometheus stores the
 * `_bucket`, `_count` and `_sum` of PromQL as one distribution.
 */
function indicatorOf(indicator: Indicator): RequestBased | string {
  const { total } = indicator;
  const part = 'good' in indicator ? indicator.good : indicator.bad;
  if (isCounter(total) && isCounter(part)) {
    const totalServiceFilter = filter(total, 'counter');
    return {
      goodTotalRatio:
        'good' in indicator
          ? { goodServiceFilter: filter(part, 'counter'), totalServiceFilter }
          : { badServiceFilter: filter(part, 'counter'), totalServiceFilter },
    };
  }
  const histogram = /^(.+)_bucket$/.exec(part.metric)?.[1];
  const le = part.matchers.find(({ name }) => name === 'le');
  if (
    'good' in indicator &&
    histogram !== undefined &&
    le?.op === '=' &&
    total.metric === `${histogram}_count`
  ) {
    const distributionFilter = filter({ ...total, metric: histogram }, 'histogram');
    return { distributionCut: { distributionFilter, range: { max: Number(le.value) } } };
  }
  return 'a native SLO needs two counters, or good events as one bucket of a histogram over its _count';
}

const isCounter = ({ metric }: Selector): boolean => !/_(bucket|count|sum)$|:/.test(metric);

/** PromQL makes no difference between a metric's labels and those of its resource; filters do. */
const RESOURCE_LABELS = new Set(['project_id', 'location', 'cluster', 'namespace', 'job', 'instance']);

function filter(selector: Selector, kind: 'counter' | 'histogram'): string {
  const labels = selector.matchers.map(({ name, op, value }) => {
    const operand = JSON.stringify(value);
    const right = op.endsWith('~') ? `monitoring.regex.full_match(${operand})` : operand;
    const owner = RESOURCE_LABELS.has(name) ? 'resource' : 'metric';
    return `${owner}.labels.${name} ${op.startsWith('!') ? '!=' : '='} ${right}`;
  });
  const type = `metric.type = "prometheus.googleapis.com/${selector.metric}/${kind}"`;
  return [type, 'resource.type = "prometheus_target"', ...labels].join(' AND ');
}
