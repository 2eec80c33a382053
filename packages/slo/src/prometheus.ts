import { stringify } from 'yaml';
import type { AlertPolicy } from './policy.ts';

/**
 * The same alerts as a Prometheus rule file: one rule per condition, grouped by evaluation interval.
 * @throws Error for a combiner that Prometheus has no word for
 */
export function prometheusRules(policies: readonly AlertPolicy[]): string {
  const groups = new Map<string, object[]>();
  for (const policy of policies.filter(({ enabled }) => enabled)) {
    if (policy.combiner !== 'OR' && policy.conditions.length > 1) {
      throw new Error(
        `${policy.displayName}: several conditions combined with ${policy.combiner} are not one rule`,
      );
    }
    for (const condition of policy.conditions) {
      const { query, duration, evaluationInterval } = condition.conditionPrometheusQueryLanguage;
      const rules = groups.get(evaluationInterval) ?? [];
      groups.set(evaluationInterval, rules);
      rules.push({
        alert: policy.displayName,
        expr: query,
        ...(duration === undefined ? {} : { for: duration }),
        // Two conditions of a policy are two rules, which Prometheus tells apart by their labels only.
        labels: {
          severity: policy.severity.toLowerCase(),
          condition: condition.displayName,
          ...policy.userLabels,
        },
        annotations: {
          summary: `${policy.documentation.subject}: ${condition.displayName}`,
          description: policy.documentation.content,
        },
      });
    }
  }
  const rendered = [...groups].map(([interval, rules]) => ({ name: `every ${interval}`, interval, rules }));
  return stringify({ groups: rendered }, { lineWidth: 0, blockQuote: 'literal' });
}
