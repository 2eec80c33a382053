import { readCondition } from '@flightdeck/alerting';
import { formatValue } from '@flightdeck/promql';
import type { PolicyStatus } from '../evaluation/alerting.ts';

/** `GET /api/v1/rules`: a policy is a group, a condition a rule. */
export function showRules(policies: readonly PolicyStatus[]): object {
  return { groups: policies.map(showGroup) };
}

/** `GET /api/v1/alerts`: what is pending or firing. */
export function showAlerts(policies: readonly PolicyStatus[]): object {
  return {
    alerts: policies.flatMap((status) => status.policy.conditions.flatMap((_, i) => alertsOf(status, i))),
  };
}

function showGroup(status: PolicyStatus): object {
  const { name, policy, evaluatedAt, tookMs, error } = status;
  const lastEvaluation = new Date(evaluatedAt ?? 0).toISOString();
  const evaluationTime = tookMs / 1000;
  return {
    name: policy.displayName,
    file: name,
    interval: Math.min(...policy.conditions.map((condition) => readCondition(condition).intervalMs)) / 1000,
    limit: 0,
    lastEvaluation,
    evaluationTime,
    rules: policy.conditions.map((condition, i) => {
      const alerts = alertsOf(status, i);
      const { query, duration } = condition.conditionPrometheusQueryLanguage;
      return {
        type: 'alerting',
        name: condition.displayName,
        query,
        duration: Number.parseFloat(duration ?? '0'),
        keepFiringFor: 0,
        labels: labelsOf(status),
        annotations: annotationsOf(status, i),
        alerts,
        state: stateOf(alerts),
        health: error === null ? (evaluatedAt === null ? 'unknown' : 'ok') : 'err',
        ...(error !== null && { lastError: error }),
        lastEvaluation,
        evaluationTime,
      };
    }),
  };
}

interface ShownAlert {
  readonly state: 'pending' | 'firing';
}

const stateOf = (alerts: readonly ShownAlert[]): string =>
  alerts.some(({ state }) => state === 'firing') ? 'firing' : alerts.length > 0 ? 'pending' : 'inactive';

function alertsOf(status: PolicyStatus, index: number): ShownAlert[] {
  const condition = status.policy.conditions[index]?.displayName ?? '';
  return status.alerts
    .filter((alert) => alert.condition === index)
    .map(({ labels, state, sinceMs, value }) => ({
      labels: { ...labels, ...labelsOf(status), alertname: condition, policy: status.policy.displayName },
      annotations: annotationsOf(status, index),
      state,
      activeAt: new Date(sinceMs).toISOString(),
      value: formatValue(value),
    }));
}

const labelsOf = ({ policy }: PolicyStatus): Record<string, string> => ({
  ...policy.userLabels,
  ...(policy.severity !== undefined && { severity: policy.severity }),
});

/** As the exported rule file for Prometheus names them. */
function annotationsOf({ policy }: PolicyStatus, index: number): Record<string, string> {
  const { subject = policy.displayName, content } = policy.documentation ?? {};
  return {
    summary: `${subject}: ${policy.conditions[index]?.displayName ?? ''}`,
    ...(content !== undefined && { description: content }),
  };
}
