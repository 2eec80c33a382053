import type { JournalEntry } from '../activity/journal.ts';
import type { Claim } from '../document/schema.ts';
import type { BurnedBudget, FaultCount, Incident } from '../system/observe.ts';
import { badEventsBetween, isBurn } from './burn.ts';
import { detectionSeconds } from './detection.ts';

/** What was seen of one experiment; times are Unix seconds on monitoring's clock. */
export interface Observation {
  readonly methodStartedAt: number;
  /** When the first action was done: the latest times of a claim count from here. */
  readonly faultInAt: number;
  readonly rolledBackAt: number;
  readonly incidents: readonly Incident[];
  readonly faults: readonly FaultCount[];
  readonly actions: readonly JournalEntry[];
  readonly steadyBefore: boolean;
  readonly steadyAfter: boolean;
  readonly badEventsBefore: readonly BurnedBudget[];
  readonly badEventsAfter: readonly BurnedBudget[];
  readonly ledger: { readonly balances: boolean; readonly said: string };
}

export interface Check {
  readonly what: string;
  readonly met: boolean;
  readonly detail: string;
}

/**
 * Holds what was seen against what was claimed. Stricter than the toolkit's exit code: an unmet steady state,
 * a failed action, a fault without effect, a late, missing or wrong alert, a late recovery and a loss all fail.
 */
export function judge(claim: Claim, seen: Observation): Check[] {
  return [
    { what: 'steady state before', met: seen.steadyBefore, detail: '' },
    ...seen.actions.map(judgeAction),
    ...seen.faults.map(judgeFault),
    ...Object.entries(claim.fires).map(([alert, within]) => judgeFired(alert, within, seen)),
    judgeSilence(claim, seen),
    ...judgeBurn(claim, seen),
    ...Object.keys(claim.fires).map((alert) => judgeRecovery(alert, claim['recovers-within'], seen)),
    { what: 'steady state after', met: seen.steadyAfter, detail: '' },
    { what: 'nothing lost, nothing counted twice', met: seen.ledger.balances, detail: seen.ledger.said },
  ];
}

function judgeAction({ activity, status, exception, output }: JournalEntry): Check {
  const detail = status === 'succeeded' ? '' : (exception?.join(' ') ?? `answered ${output?.status}`);
  return { what: `${activity.type} "${activity.name}" succeeds`, met: status === 'succeeded', detail };
}

function judgeFault({ server, kind, method, injected }: FaultCount): Check {
  return {
    what: `fault ${kind} on ${server} ${method} has an effect`,
    met: injected > 0,
    detail: `hit ${injected} times`,
  };
}

const during = ({ incidents, methodStartedAt }: Observation): Incident[] =>
  incidents.filter(({ openedAt }) => openedAt >= methodStartedAt);

function judgeFired(alert: string, within: number, seen: Observation): Check {
  const what = `${alert} fires within ${within} s`;
  const first = during(seen).find((incident) => incident.alert === alert);
  if (!first) return { what, met: false, detail: 'it stayed silent' };
  const after = detectionSeconds(first.openedAt, seen);
  return { what, met: after <= within, detail: `after ${after} s` };
}

function judgeSilence(claim: Claim, seen: Observation): Check {
  const expected = new Set([...Object.keys(claim.fires), ...claim['may-fire']]);
  const wrong = [...new Set(during(seen).map(({ alert }) => alert))].filter((alert) => !expected.has(alert));
  return { what: 'no other alert fires', met: wrong.length === 0, detail: wrong.join(', ') };
}

function judgeBurn({ burns }: Claim, { badEventsBefore, badEventsAfter }: Observation): Check[] {
  if (burns === null) return [];
  const bad = badEventsBetween(burns, badEventsBefore, badEventsAfter);
  return [{ what: `${burns} burns budget`, met: isBurn(bad), detail: `${Math.round(bad)} bad events` }];
}

function judgeRecovery(alert: string, within: number, seen: Observation): Check {
  const what = `${alert} closes within ${within} s of the rollback`;
  const own = during(seen).filter((incident) => incident.alert === alert);
  if (own.length === 0) return { what, met: false, detail: 'it never opened' };
  const open = own.some(({ closedAt }) => closedAt === undefined);
  if (open) return { what, met: false, detail: 'still open' };
  const last = Math.max(...own.map(({ closedAt = 0 }) => closedAt));
  const after = Math.round(last - seen.rolledBackAt);
  return { what, met: after <= within, detail: after > 0 ? `after ${after} s` : 'before the rollback' };
}
