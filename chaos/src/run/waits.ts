import { setTimeout as delay } from 'node:timers/promises';
import type { Endpoints } from '@flightdeck/own-pipeline';
import type { HypothesisResult } from '../activity/journal.ts';
import type { Surroundings } from '../activity/provider.ts';
import { checkSteadyState } from '../activity/run-activity.ts';
import { badEventsBetween, isBurn } from '../claim/burn.ts';
import { detectionSeconds, type FaultMoments } from '../claim/detection.ts';
import type { Activity, Claim } from '../document/schema.ts';
import type { Watcher } from '../progress/watcher.ts';
import { type BurnedBudget, badEvents, clockNow, listIncidents, measuredSlos } from '../system/observe.ts';

const POLL_MS = 250;
/** Real time for the start-up's own alerts to close and caches to warm; a busy machine takes minutes. */
const SETTLE_LIMIT_MS = 300_000;
/** Real time beyond the claim's recovery: what comes later is late, not to be waited for. */
const RECOVERY_GRACE_MS = 10_000;

export interface Waiting {
  readonly claim: Claim;
  readonly endpoints: Endpoints;
  readonly signal: AbortSignal;
  readonly watcher: Watcher;
}

/** No incident is open any more from the start-up. */
export async function untilQuiet({ endpoints, signal, watcher }: Waiting): Promise<void> {
  const until = performance.now() + SETTLE_LIMIT_MS;
  let last = '';
  while (!signal.aborted && performance.now() < until) {
    const open = (await listIncidents(endpoints)).filter(({ closedAt }) => closedAt === undefined);
    if (open.length === 0) return;
    const names = open.map(({ alert }) => alert).join(', ');
    if (names !== last) watcher.say(`open since the start-up: ${names}`);
    last = names;
    await delay(POLL_MS);
  }
}

/** Every SLO whose alert is claimed has been measured: what was never there can neither burn nor fall silent. */
export async function untilMeasured({ claim, endpoints, signal }: Waiting): Promise<void> {
  const claimed = Object.keys(claim.fires).filter((alert) => alert.startsWith('slo-'));
  const until = performance.now() + SETTLE_LIMIT_MS;
  while (!signal.aborted && performance.now() < until) {
    const measured = await measuredSlos(endpoints);
    if (claimed.every((alert) => measured.some((slo) => alert.startsWith(`slo-${slo}-`)))) return;
    await delay(POLL_MS);
  }
}

/**
 * Waits, while the fault is in, for the claimed alerts, at most until the last one would be late.
 */
export async function untilAllFired(
  { claim, endpoints, signal, watcher }: Waiting,
  moments: FaultMoments,
): Promise<void> {
  const missing = new Map(Object.entries(claim.fires));
  while (missing.size > 0 && !signal.aborted) {
    const now = await clockNow(endpoints);
    const incidents = await listIncidents(endpoints);
    watcher.incidents(incidents);
    for (const { alert, openedAt } of incidents) {
      if (openedAt >= moments.methodStartedAt && missing.delete(alert))
        watcher.say(`${alert} fired after ${detectionSeconds(openedAt, moments)} s`);
    }
    if (now > moments.faultInAt + Math.max(...missing.values())) return;
    await delay(POLL_MS);
  }
}

/**
 * Waits, while the fault is in, for the budget that it claims to burn: an alert on the cause can fire before the
 * first user has noticed. At most until the last claimed alert would be late.
 */
export async function untilBurned(
  { claim, endpoints, signal }: Waiting,
  badEventsBefore: readonly BurnedBudget[],
  { faultInAt }: FaultMoments,
): Promise<void> {
  const { burns } = claim;
  if (burns === null) return;
  const latest = faultInAt + Math.max(0, ...Object.values(claim.fires));
  while (!signal.aborted && (await clockNow(endpoints)) <= latest) {
    if (isBurn(badEventsBetween(burns, badEventsBefore, await badEvents(endpoints)))) return;
    await delay(POLL_MS);
  }
}

export interface Moments {
  /** Unix seconds on monitoring's clock. */
  readonly methodStartedAt: number;
  /** Seconds of monitoring's clock per real second. */
  readonly scale: number;
}

/** Waits until every claimed alert has closed, at most a little longer than the claim allows. */
export async function untilRecovered(
  { claim, endpoints, signal, watcher }: Waiting,
  { methodStartedAt, scale }: Moments,
): Promise<void> {
  const until = performance.now() + (claim['recovers-within'] / scale) * 1000 + RECOVERY_GRACE_MS;
  let last = '';
  while (!signal.aborted) {
    const incidents = await listIncidents(endpoints);
    watcher.incidents(incidents);
    const open = incidents.filter(
      ({ alert, openedAt, closedAt }) =>
        closedAt === undefined && openedAt >= methodStartedAt && alert in claim.fires,
    );
    if (open.length === 0 || performance.now() > until) return;
    const names = open.map(({ alert }) => alert).join(', ');
    if (names !== last) watcher.say(`still open: ${names}`);
    last = names;
    await delay(POLL_MS);
  }
}

/** A restarted process needs a moment; the steady state must come back, not be back at once. */
export async function untilSteady(
  probes: readonly Activity[],
  surroundings: Surroundings,
): Promise<HypothesisResult> {
  const until = performance.now() + SETTLE_LIMIT_MS;
  for (;;) {
    const result = await checkSteadyState(probes, surroundings);
    if (result.steady_state_met || surroundings.signal.aborted || performance.now() > until) return result;
    await delay(POLL_MS);
  }
}
