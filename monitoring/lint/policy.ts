import { parse } from '@flightdeck/promql';
import {
  type AlertPolicy,
  type Condition,
  evaluationInterval,
  LONGEST_LOOK_BACK_WITH_DURATION_SECONDS,
} from '@flightdeck/slo';
import type { KnownMetrics } from './metrics.ts';
import { calls, checkQuery } from './query.ts';

/** Cloud Monitoring closes an incident without data after 30 min at the earliest, 7 d at the latest. */
const AUTO_CLOSE_SECONDS = { min: 1_800, max: 604_800 };

/**
 * In time-lapse the store's clock runs faster than the apps': comparing a timestamp they wrote with the
 * clock of the query would give another verdict at another scale.
 */
const CLOCKS = new Set(
  'time timestamp minute hour day_of_week day_of_month day_of_year days_in_month month year'.split(' '),
);

/**
 * Checks a policy against the limits of Cloud Monitoring and against what exists.
 * @param name of the file, without its ending
 * @param hasRunbook whether `runbooks/<name>.md` is there
 */
export function checkPolicy(
  name: string,
  policy: AlertPolicy,
  known: KnownMetrics,
  hasRunbook: (name: string) => boolean,
): string[] {
  const problems = policy.conditions.flatMap((condition) =>
    checkCondition(condition, known).map((problem) => `condition "${condition.displayName}": ${problem}`),
  );
  if (policy.displayName !== name) problems.push(`displayName is ${policy.displayName}, the file ${name}`);
  if (!hasRunbook(name)) problems.push(`there is no runbooks/${name}.md`);
  if (!policy.documentation.content.includes(`runbooks/${name}.md`)) {
    problems.push(`documentation does not link to runbooks/${name}.md`);
  }
  const autoClose = Number.parseInt(policy.alertStrategy.autoClose, 10);
  if (autoClose < AUTO_CLOSE_SECONDS.min || autoClose > AUTO_CLOSE_SECONDS.max) {
    problems.push(`autoClose of ${autoClose} s is outside 30 min to 7 d`);
  }
  return problems;
}

function checkCondition(
  { conditionPrometheusQueryLanguage: promql }: Condition,
  known: KnownMetrics,
): string[] {
  const { problems, lookBackSeconds } = checkQuery(promql.query, known);
  const all = [...problems];
  const interval = Number.parseInt(promql.evaluationInterval, 10);
  const shortest = Number.parseInt(evaluationInterval(lookBackSeconds), 10);
  if (interval < shortest)
    all.push(`looks back ${lookBackSeconds} s: evaluationInterval must be ${shortest}s or more`);
  if (interval % 30 !== 0) all.push('evaluationInterval must be a multiple of 30s');
  if (promql.duration !== undefined) {
    if (Number.parseInt(promql.duration, 10) % 60 !== 0) all.push('duration must be whole minutes');
    if (lookBackSeconds > LONGEST_LOOK_BACK_WITH_DURATION_SECONDS) {
      all.push(`looks back ${lookBackSeconds} s: beyond 25 h a condition must not have a duration`);
    }
  }
  if (problems.length > 0) return all;
  const clocks = calls(parse(promql.query)).filter((call) => CLOCKS.has(call));
  return [
    ...all,
    ...clocks.map((call) => `${call}() reads the clock: the verdict would depend on the time scale`),
  ];
}
