import type { ParsedQuery } from '@flightdeck/promql';
import { combine } from './combiner.ts';
import { parseSeconds } from './duration.ts';
import type { CloseReason, Incident, Labels } from './incident.ts';
import { AUTO_CLOSE_DEFAULT_MS } from './limits.ts';
import { OpenIncidents } from './open-incidents.ts';
import type { AlertPolicy } from './schema.ts';
import type { Sample } from './tracker.ts';
import { evaluate, restore, save, type Watched, type WatchedState, watch } from './watched.ts';

/** Runs a PromQL query at a time (ms since the epoch) and gives its instant vector. May throw. */
export type Query = (query: ParsedQuery, atMs: number) => readonly Sample[];

export interface EvaluatorOptions {
  /** Makes incident ids; by default random, in Cloud Monitoring's form `0.` and base 36. */
  readonly newId?: () => string;
  /** Continue from an earlier evaluator's {@link PolicyEvaluator.state}. */
  readonly state?: EvaluatorState;
}

/** What a step changed. A failed query changes nothing for its condition, as in Prometheus. */
export interface Step {
  readonly opened: readonly Incident[];
  readonly closed: readonly Incident[];
  readonly errors: readonly { readonly condition: number; readonly error: unknown }[];
}

/** A series that meets a condition, for an alerts view. */
export interface ActiveAlert {
  readonly condition: number;
  readonly labels: Labels;
  readonly state: 'pending' | 'firing';
  readonly sinceMs: number;
  readonly value: number;
  readonly incident: string | null;
}

/** Everything an evaluator remembers, as JSON. */
export interface EvaluatorState {
  readonly incidents: readonly Incident[];
  readonly conditions: readonly WatchedState[];
}

export interface PolicyEvaluator {
  readonly policy: AlertPolicy;
  /** The earliest time at which a condition is due; -Infinity before the first step, Infinity while disabled. */
  nextDueMs(): number;
  /** Evaluates the conditions that are due. Steps must not go back in time. */
  step(nowMs: number, options?: { readonly snoozed?: boolean }): Step;
  /** Replaces the policy; incidents of changed or removed conditions close. */
  update(policy: AlertPolicy, nowMs: number): Step;
  /** Closes everything, because the policy is deleted. */
  delete(nowMs: number): Step;
  openIncidents(): readonly Incident[];
  activeAlerts(): readonly ActiveAlert[];
  state(): EvaluatorState;
}

const NOTHING: Step = { opened: [], closed: [], errors: [] };

/** Evaluates one valid policy (see `parsePolicy`) step by step; time and queries are the caller's. */
export function createPolicyEvaluator(
  initial: AlertPolicy,
  query: Query,
  options: EvaluatorOptions = {},
): PolicyEvaluator {
  const incidents = new OpenIncidents(options.newId ?? randomId, options.state?.incidents ?? []);
  let policy = initial;
  let watched = policy.conditions.map(watch);
  watched.forEach((one, i) => {
    restore(one, options.state?.conditions[i]);
  });

  const closeAll = (which: readonly Watched[], nowMs: number, reason: CloseReason) =>
    which.flatMap(({ tracks }) => incidents.closeAll(tracks, nowMs, reason));

  function evaluateDue(nowMs: number): Omit<Step, 'opened'> {
    const autoCloseMs = parseSeconds(policy.alertStrategy?.autoClose ?? '') ?? AUTO_CLOSE_DEFAULT_MS;
    const closed: Incident[] = [];
    const errors: Step['errors'][number][] = [];
    watched.forEach((one, condition) => {
      if (one.nextDueMs > nowMs) return;
      try {
        for (const { track, reason } of evaluate(one, query, nowMs, autoCloseMs))
          closed.push(...incidents.close(track, nowMs, reason));
      } catch (error) {
        errors.push({ condition, error });
      }
    });
    return { closed, errors };
  }

  /** Opens and closes what the combiner makes of the firing series. */
  function settle(nowMs: number): Omit<Step, 'errors'> {
    const opened: Incident[] = [];
    const closed: Incident[] = [];
    const allowed = combine(
      policy.combiner,
      watched.map((one) => one.tracks),
    );
    watched.forEach(({ tracks }, condition) => {
      const may = new Set(allowed[condition]);
      for (const track of tracks.values()) {
        if (!may.has(track)) closed.push(...incidents.close(track, nowMs, 'recovered'));
        else if (track.incident === null && !track.silent) {
          const incident = incidents.open(track, policy, condition, nowMs);
          if (incident !== null) opened.push(incident);
        }
      }
    });
    return { opened, closed };
  }

  return {
    get policy() {
      return policy;
    },
    nextDueMs: () => (policy.enabled === false ? Infinity : Math.min(...watched.map((one) => one.nextDueMs))),
    step(nowMs, { snoozed = false } = {}) {
      if (policy.enabled === false) return NOTHING;
      const { closed, errors } = evaluateDue(nowMs);
      const settled = snoozed ? { opened: [], closed: closeAll(watched, nowMs, 'snoozed') } : settle(nowMs);
      return { opened: settled.opened, closed: [...closed, ...settled.closed], errors };
    },
    update(next, nowMs) {
      const gone = [...watched];
      watched = next.conditions.map((condition) => {
        const fresh = watch(condition);
        const known = gone.findIndex((one) => sameCondition(one, fresh));
        return known < 0 ? fresh : (gone.splice(known, 1)[0] as Watched);
      });
      const closed = closeAll(gone, nowMs, 'condition-changed');
      policy = next;
      if (policy.enabled === false) {
        closed.push(...closeAll(watched, nowMs, 'disabled'));
        for (const { tracks } of watched) tracks.clear();
      }
      return { ...NOTHING, closed };
    },
    delete(nowMs) {
      const closed = closeAll(watched, nowMs, 'deleted');
      watched = [];
      return { ...NOTHING, closed };
    },
    openIncidents: () => incidents.all(),
    activeAlerts: () => watched.flatMap(activeOf),
    state: () => ({ incidents: incidents.all(), conditions: watched.map(save) }),
  };
}

const sameCondition = (a: Watched, b: Watched) => JSON.stringify(a.condition) === JSON.stringify(b.condition);

function activeOf({ tracks }: Watched, condition: number): ActiveAlert[] {
  return [...tracks.values()].map(({ labels, firing, sinceMs, value, incident }) => ({
    condition,
    labels,
    state: firing ? 'firing' : 'pending',
    sinceMs,
    value,
    incident,
  }));
}

function randomId(): string {
  return `0.${Math.random().toString(36).slice(2, 14)}`;
}
