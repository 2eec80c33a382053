import type { Alerting } from './alerting.ts';
import { burnFactor, secondsToExhaustion, type WindowPair } from './burn-rate.ts';
import { humanDuration } from './duration.ts';
import { type AlertPolicy, condition } from './policy.ts';
import { burnCondition, goneCondition, promqlDuration } from './promql.ts';
import type { Slo } from './slo.ts';

/** The policies that watch one SLO: one per alert, and one for when its data stops coming. */
export function policiesFor(slo: Slo, alerting: Alerting): AlertPolicy[] {
  return [...alerting.alerts.map((alert) => burnPolicy(slo, alert, alerting)), absentPolicy(slo, alerting)];
}

function burnPolicy(slo: Slo, alert: Alerting['alerts'][number], alerting: Alerting): AlertPolicy {
  const name = `slo-${slo.name}-${alert.name}`;
  return {
    ...common(slo, name, alert.name, alerting),
    severity: alert.severity,
    conditions: alert.windows.map((pair) =>
      condition(
        `burn ${burnFactor(pair, slo.periodSeconds)}x over ${windows(pair)}`,
        burnCondition(slo, pair, alert.minimumTraffic),
        pair.longSeconds,
      ),
    ),
    documentation: documentation(name, alerting, `${slo.displayName} burns its error budget`, [
      promise(slo),
      ...alert.windows.map((pair) => `- ${meaning(slo, pair)}`),
    ]),
  };
}

function absentPolicy(slo: Slo, alerting: Alerting): AlertPolicy {
  const name = `slo-${slo.name}-absent`;
  const { severity, afterSeconds, seenWithinSeconds } = alerting.absent;
  return {
    ...common(slo, name, 'absent', alerting),
    severity,
    conditions: [
      condition(
        `no data for ${promqlDuration(afterSeconds)}`,
        goneCondition(slo, afterSeconds, seenWithinSeconds),
        seenWithinSeconds,
      ),
    ],
    documentation: documentation(name, alerting, `${slo.displayName} has no data`, [
      promise(slo),
      `Nothing was measured for ${humanDuration(afterSeconds)}: whether the promise is kept is unknown, and the burn-rate alerts of this SLO cannot fire.`,
    ]),
  };
}

const common = (slo: Slo, name: string, alert: string, alerting: Alerting) =>
  ({
    displayName: name,
    combiner: 'OR',
    enabled: true,
    alertStrategy: { autoClose: `${alerting.autoCloseSeconds}s` },
    userLabels: { kind: 'slo', slo: slo.name, service: slo.service, alert },
  }) as const;

function documentation(name: string, alerting: Alerting, subject: string, text: readonly string[]) {
  const runbook = alerting.runbook.replaceAll('{policy}', name);
  return {
    mimeType: 'text/markdown',
    subject,
    content: `${[...text, `Runbook: [${runbook}](${runbook})`].join('\n\n').replaceAll('\n\n- ', '\n- ')}\n`,
  } as const;
}

const windows = (pair: WindowPair): string =>
  `${promqlDuration(pair.longSeconds)} and ${promqlDuration(pair.shortSeconds)}`;

const promise = (slo: Slo): string =>
  `**${slo.displayName}**: ${percent(slo.target)} over ${humanDuration(slo.periodSeconds)}. ${slo.description}`.trimEnd();

function meaning(slo: Slo, pair: WindowPair): string {
  const factor = burnFactor(pair, slo.periodSeconds);
  const left = humanDuration(secondsToExhaustion(factor, slo.periodSeconds));
  return `Over ${windows(pair)} the budget burns at least ${factor} times as fast as it may: ${pair.budgetPercent} % of it in the longer window; at this pace a full budget lasts ${left}.`;
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(12))} %`;
