import {
  type ActiveAlert,
  type AlertPolicy,
  createPolicyEvaluator,
  type EvaluatorState,
  type PolicyEvaluator,
  type Query,
  type Step,
} from '@flightdeck/alerting';
import type { FastClock } from '../clock.ts';
import type { QueryEngine } from '../engine.ts';
import type { Resource, Resources } from '../resources/resources.ts';
import { isSnoozed } from '../resources/snooze.ts';
import type { IncidentRecord, Incidents } from './incidents.ts';

export type Transition = 'opened' | 'closed';

export interface AlertingOptions {
  readonly resources: Resources;
  readonly engine: QueryEngine;
  readonly clock: FastClock;
  readonly incidents: Incidents;
  readonly onIncident: (transition: Transition, incident: IncidentRecord) => void;
  readonly onError: (policy: string, error: unknown) => void;
  /** Where an earlier run stood, by the policy's resource name. */
  readonly states?: Readonly<Record<string, EvaluatorState>>;
}

export interface PolicyStatus {
  readonly name: string;
  readonly policy: AlertPolicy;
  readonly alerts: readonly ActiveAlert[];
  /** Unix ms, fast; null before the first evaluation. */
  readonly evaluatedAt: number | null;
  /** Wall ms that the last evaluation took. */
  readonly tookMs: number;
  readonly error: string | null;
}

interface Watched {
  readonly evaluator: PolicyEvaluator;
  evaluatedAt: number | null;
  tookMs: number;
  error: string | null;
}

/** Shortest and longest pause between two looks at what is due, in wall ms. */
const SHORTEST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1_000;

/** Evaluates every alert policy on the fast clock, each condition at its own interval. */
export class Alerting {
  readonly #options: AlertingOptions;
  readonly #watched = new Map<string, Watched>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: AlertingOptions) {
    this.#options = options;
    for (const { name } of options.resources.ofKind('alertPolicies')) this.#follow(name);
    options.resources.onChange((name) => {
      if (name.split('/').at(-2) === 'alertPolicies') this.#follow(name);
    });
  }

  start(): void {
    const look = (): void => {
      this.evaluate();
      this.#timer = setTimeout(look, this.#pause());
    };
    this.#timer = setTimeout(look, 0);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Evaluates what is due now. */
  evaluate(): void {
    const { clock, resources } = this.#options;
    for (const [name, watched] of this.#watched) {
      const now = clock.now();
      if (watched.evaluator.nextDueMs() > now) continue;
      const started = performance.now();
      const step = watched.evaluator.step(now, { snoozed: isSnoozed(name, resources, now) });
      watched.tookMs = performance.now() - started;
      watched.evaluatedAt = now;
      watched.error =
        step.errors.length === 0 ? null : step.errors.map(({ error }) => String(error)).join('; ');
      for (const { error } of step.errors) this.#options.onError(name, error);
      this.#publish(name, watched.evaluator.policy, step);
    }
  }

  status(): PolicyStatus[] {
    return [...this.#watched].map(([name, { evaluator, evaluatedAt, tookMs, error }]) => ({
      name,
      policy: evaluator.policy,
      alerts: evaluator.activeAlerts(),
      evaluatedAt,
      tookMs,
      error,
    }));
  }

  /** Everything the evaluators remember, by the policy's resource name. */
  states(): Record<string, EvaluatorState> {
    return Object.fromEntries([...this.#watched].map(([name, { evaluator }]) => [name, evaluator.state()]));
  }

  #follow(name: string): void {
    const { resources, engine, clock, states } = this.#options;
    const resource = resources.get(name);
    const watched = this.#watched.get(name);
    if (resource === undefined) {
      if (watched === undefined) return;
      this.#watched.delete(name);
      this.#publish(name, watched.evaluator.policy, watched.evaluator.delete(clock.now()));
    } else if (watched === undefined) {
      const vector: Query = (query, atMs) => {
        const answer = engine.instant(query, atMs);
        return answer.type === 'vector' ? answer.result : [];
      };
      const state = states?.[name];
      const evaluator = createPolicyEvaluator(asPolicy(resource), vector, state && { state });
      this.#watched.set(name, { evaluator, evaluatedAt: null, tookMs: 0, error: null });
    } else {
      const before = watched.evaluator.policy;
      this.#publish(name, before, watched.evaluator.update(asPolicy(resource), clock.now()));
    }
  }

  #publish(name: string, policy: AlertPolicy, { opened, closed }: Step): void {
    const { incidents, onIncident } = this.#options;
    for (const incident of closed) {
      const record = incidents.close(incident);
      if (record !== undefined) onIncident('closed', record);
    }
    for (const incident of opened) {
      const condition = policy.conditions[incident.condition];
      const record: IncidentRecord = {
        ...incident,
        policyName: name,
        conditionResource: condition?.name ?? '',
        query: condition?.conditionPrometheusQueryLanguage.query ?? '',
        severity: policy.severity ?? null,
        userLabels: policy.userLabels ?? {},
        documentation: policy.documentation ?? null,
      };
      incidents.open(record);
      onIncident('opened', record);
    }
  }

  /** Wall ms until the next condition is due. */
  #pause(): number {
    const { clock } = this.#options;
    const due = Math.min(...[...this.#watched.values()].map(({ evaluator }) => evaluator.nextDueMs()));
    const pause = clock.wallSpan(due - clock.now());
    return Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, pause));
  }
}

/** The resource was checked when it was put. */
const asPolicy = (resource: Resource): AlertPolicy => resource as unknown as AlertPolicy;
