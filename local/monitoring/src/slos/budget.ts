import { type Alerting, burnFactor, errorBudget, errorRatio, type Slo } from '@flightdeck/slo';
import type { QueryEngine } from '../engine.ts';

export interface WindowBurn {
  readonly window_seconds: number;
  /** How many times faster than sustainable; null without data. */
  readonly burn_rate: number | null;
  /** The share of bad events, as PromQL. */
  readonly error_ratio_query: string;
}

export interface ErrorBudget {
  readonly name: string;
  readonly display_name: string;
  readonly service: string;
  readonly description: string;
  /** The document's annotations: the objective in words, and its reason. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly target: number;
  readonly period_seconds: number;
  /** Share of good events over the period, or over what there is of it; null without events. */
  readonly sli: number | null;
  /** Share of the period's events that may be bad. */
  readonly budget: number;
  /** Share of the budget that is left: 1 is untouched, below 0 is overspent. */
  readonly budget_left: number | null;
  readonly events: number | null;
  readonly error_ratio_query: string;
  /** All events of the period, as PromQL. */
  readonly events_query: string;
  readonly alerts: readonly {
    readonly name: string;
    readonly severity: string;
    readonly factor: number;
    readonly budget_percent: number;
    readonly long: WindowBurn;
    readonly short: WindowBurn;
  }[];
}

/** The error budget of one SLO at a time (unix ms). */
export function errorBudgetAt(slo: Slo, alerting: Alerting, engine: QueryEngine, atMs: number): ErrorBudget {
  const scalar = (query: string): number | null => {
    const answer = engine.instant(query, atMs);
    const value = answer.type === 'vector' ? answer.result[0]?.value : undefined;
    return value === undefined || Number.isNaN(value) ? null : value;
  };
  const budget = errorBudget(slo.target);
  const burn = (seconds: number): WindowBurn => {
    const query = errorRatio(slo.indicator, seconds);
    // Without one bad event ever, the bad series does not exist and the ratio has no value: none were bad.
    const ratio =
      scalar(query) ??
      (scalar(`sum(rate(${slo.indicator.total.text}[${seconds}s])) > 0`) === null ? null : 0);
    return {
      window_seconds: seconds,
      burn_rate: ratio === null ? null : ratio / budget,
      error_ratio_query: query,
    };
  };
  const whole = burn(slo.periodSeconds);
  const eventsQuery = `sum(increase(${slo.indicator.total.text}[${slo.periodSeconds}s]))`;
  return {
    name: slo.name,
    display_name: slo.displayName,
    service: slo.service,
    description: slo.description,
    annotations: slo.annotations,
    target: slo.target,
    period_seconds: slo.periodSeconds,
    sli: whole.burn_rate === null ? null : 1 - whole.burn_rate * budget,
    budget,
    budget_left: whole.burn_rate === null ? null : 1 - whole.burn_rate,
    events: scalar(eventsQuery),
    error_ratio_query: whole.error_ratio_query,
    events_query: eventsQuery,
    alerts: alerting.alerts.flatMap(({ name, severity, windows }) =>
      windows.map((pair) => ({
        name,
        severity,
        factor: burnFactor(pair, slo.periodSeconds),
        budget_percent: pair.budgetPercent,
        long: burn(pair.longSeconds),
        short: burn(pair.shortSeconds),
      })),
    ),
  };
}
