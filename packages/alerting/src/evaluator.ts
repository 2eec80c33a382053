import type { ParsedQuery } from '@flightdeck/promql';
import { combine } from './combiner.ts';
import { type Condition, readCondition } from './conditions.ts';
import { parseSeconds, SECOND_MS } from './duration.ts';
import type { CloseReason, Incident, Labels } from './incident.ts';
import { AUTO_CLOSE_DEFAULT_MS, MAX_OPEN_INCIDENTS } from './limits.ts';
import type { AlertPolicy } from './schema.ts';
import { evaluateTracks, type Sample, type Track, type Tracks } from './tracker.ts';

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
  readonly conditions: readonly {
    readonly query: string;
    readonly nextDueMs: number;
    readonly tracks: readonly (readonly [string, Track])[];
  }[];
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

interface Watched {
  condition: Condition;
  nextDueMs: number;
  tracks: Tracks;
}

const NOTHING: Step = { opened: [], closed: [], errors: [] };

/** Evaluates one valid policy (see `parsePolicy`) step by step; time and queries are the caller's. */
export function createPolicyEvaluator(
  initial: AlertPolicy,
  query: Query,
  options: EvaluatorOptions = {},
): PolicyEvaluator {
  const newId = options.newId ?? randomId;
  const incidents = new Map<string, Incident>();
  let policy = initial;
  let watched = policy.conditions.map((condition) => watch(readCondition(condition)));
  if (options.state) restore(options.state);

  function restore(state: EvaluatorState): void {
    for (const incident of state.incidents) incidents.set(incident.id, incident);
    state.conditions.forEach((saved, i) => {
      const one = watched[i];
      if (one?.condition.query.query !== saved.query) return;
      // JSON has no infinities: they come back as null.
      one.nextDueMs = saved.nextDueMs ?? -Infinity;
      one.tracks = new Map(
        saved.tracks.map(([key, track]) => [key, { ...track, newestMs: track.newestMs ?? -Infinity }]),
      );
    });
  }

  function close(track: Track, nowMs: number, reason: CloseReason, closed: Incident[]): void {
    const incident = track.incident === null ? undefined : incidents.get(track.incident);
    track.incident = null;
    if (incident === undefined) return;
    incidents.delete(incident.id);
    closed.push({ ...incident, closedAtMs: wholeSecond(nowMs), closeReason: reason });
  }

  function closeAll(one: Watched, nowMs: number, reason: CloseReason, closed: Incident[]): void {
    for (const track of one.tracks.values()) close(track, nowMs, reason, closed);
  }

  function open(track: Track, condition: number, nowMs: number): Incident | null {
    if (incidents.size >= MAX_OPEN_INCIDENTS) return null;
    const incident: Incident = {
      id: newId(),
      policy: policy.displayName,
      condition,
      conditionName: (policy.conditions[condition] as { displayName: string }).displayName,
      labels: track.labels,
      openedAtMs: wholeSecond(nowMs),
      value: track.value,
      closedAtMs: null,
      closeReason: null,
    };
    incidents.set(incident.id, incident);
    track.incident = incident.id;
    return incident;
  }

  function evaluate(one: Watched, nowMs: number, closed: Incident[]): void {
    const { condition, tracks } = one;
    const result = query(condition.query, nowMs);
    const newest = once(() => condition.newestQueries.flatMap((data) => inMilliseconds(query(data, nowMs))));
    const autoCloseMs = parseSeconds(policy.alertStrategy?.autoClose ?? '') ?? AUTO_CLOSE_DEFAULT_MS;
    for (const { track, reason } of evaluateTracks(condition, tracks, result, newest, nowMs, autoCloseMs))
      close(track, nowMs, reason, closed);
  }

  function settle(nowMs: number, snoozed: boolean, closed: Incident[]): Incident[] {
    if (snoozed) {
      for (const one of watched) closeAll(one, nowMs, 'snoozed', closed);
      return [];
    }
    const opened: Incident[] = [];
    const allowed = combine(
      policy.combiner,
      watched.map((one) => one.tracks),
    );
    watched.forEach((one, i) => {
      const may = new Set(allowed[i]);
      for (const track of one.tracks.values()) {
        if (!may.has(track)) close(track, nowMs, 'recovered', closed);
        else if (track.incident === null && !track.silent) {
          const incident = open(track, i, nowMs);
          if (incident !== null) opened.push(incident);
        }
      }
    });
    return opened;
  }

  return {
    get policy() {
      return policy;
    },
    nextDueMs: () => (policy.enabled === false ? Infinity : Math.min(...watched.map((one) => one.nextDueMs))),
    step(nowMs, { snoozed = false } = {}) {
      if (policy.enabled === false) return NOTHING;
      const closed: Incident[] = [];
      const errors: { condition: number; error: unknown }[] = [];
      watched.forEach((one, condition) => {
        if (one.nextDueMs > nowMs) return;
        one.nextDueMs = nextDue(one, nowMs);
        try {
          evaluate(one, nowMs, closed);
        } catch (error) {
          errors.push({ condition, error });
        }
      });
      const opened = settle(nowMs, snoozed, closed);
      return { opened, closed, errors };
    },
    update(next, nowMs) {
      const closed: Incident[] = [];
      const kept = next.conditions.map((condition) => {
        const same = watched.find(
          (one) => JSON.stringify(one.condition) === JSON.stringify(readCondition(condition)),
        );
        return same ?? watch(readCondition(condition));
      });
      for (const one of watched) if (!kept.includes(one)) closeAll(one, nowMs, 'condition-changed', closed);
      watched = kept;
      policy = next;
      if (policy.enabled === false)
        for (const one of watched) {
          closeAll(one, nowMs, 'disabled', closed);
          one.tracks.clear();
        }
      return { ...NOTHING, closed };
    },
    delete(nowMs) {
      const closed: Incident[] = [];
      for (const one of watched) closeAll(one, nowMs, 'deleted', closed);
      watched = [];
      return { ...NOTHING, closed };
    },
    openIncidents: () => [...incidents.values()],
    activeAlerts: () =>
      watched.flatMap((one, condition) =>
        [...one.tracks.values()].map(
          ({ labels, firing, sinceMs, value, incident }): ActiveAlert => ({
            condition,
            labels,
            state: firing ? 'firing' : 'pending',
            sinceMs,
            value,
            incident,
          }),
        ),
      ),
    state: () => ({
      incidents: [...incidents.values()],
      conditions: watched.map((one) => ({
        query: one.condition.query.query,
        nextDueMs: one.nextDueMs,
        tracks: [...one.tracks].map(([key, track]) => [key, { ...track }] as const),
      })),
    }),
  };
}

function watch(condition: Condition): Watched {
  return { condition, nextDueMs: -Infinity, tracks: new Map() };
}

/** The next multiple of the interval after the first evaluation; missed evaluations are not made up for. */
function nextDue({ nextDueMs, condition }: Watched, nowMs: number): number {
  if (nextDueMs === -Infinity) return nowMs + condition.intervalMs;
  const behind = Math.floor((nowMs - nextDueMs) / condition.intervalMs);
  return nextDueMs + (behind + 1) * condition.intervalMs;
}

const wholeSecond = (ms: number) => Math.floor(ms / SECOND_MS) * SECOND_MS;

function randomId(): string {
  return `0.${Math.random().toString(36).slice(2, 14)}`;
}

function once<T>(compute: () => T): () => T {
  let value: { readonly of: T } | null = null;
  return () => {
    value ??= { of: compute() };
    return value.of;
  };
}

const inMilliseconds = (samples: readonly Sample[]) =>
  samples.map(({ labels, value }) => ({ labels, value: value * 1000 }));
