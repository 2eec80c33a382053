import { getJson } from './http.ts';

export interface WindowBurn {
  readonly window_seconds: number;
  /** How many times faster than sustainable; null without data. */
  readonly burn_rate: number | null;
  readonly error_ratio_query: string;
}

export interface BurnAlert {
  readonly name: string;
  readonly severity: string;
  readonly factor: number;
  readonly budget_percent: number;
  readonly long: WindowBurn;
  readonly short: WindowBurn;
}

export interface Slo {
  readonly name: string;
  readonly display_name: string;
  readonly service: string;
  readonly description: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly target: number;
  readonly period_seconds: number;
  readonly sli: number | null;
  readonly budget: number;
  readonly budget_left: number | null;
  readonly events: number | null;
  readonly error_ratio_query: string;
  readonly events_query: string;
  readonly alerts: readonly BurnAlert[];
}

export const listSlos = async (signal?: AbortSignal): Promise<Slo[]> =>
  (await getJson<{ slos: Slo[] }>('/monitoring/_flightdeck/slos', signal)).slos;

/** The fastest burn over a pair of windows: both must burn, so the slower of the two counts. */
export function burnNow({ alerts }: Pick<Slo, 'alerts'>): number | null {
  const rates = alerts.flatMap(({ long, short }) =>
    long.burn_rate === null || short.burn_rate === null ? [] : [Math.min(long.burn_rate, short.burn_rate)],
  );
  return rates.length === 0 ? null : Math.max(...rates);
}

/** The burn rate at which somebody is woken. */
export const pagingFactor = ({ alerts }: Pick<Slo, 'alerts'>): number =>
  Math.max(1, ...alerts.filter(({ severity }) => severity === 'CRITICAL').map(({ factor }) => factor));

/** The same query over another window: its range selectors are the only brackets with a duration. */
export const overWindow = (query: string, seconds: number): string =>
  query.replaceAll(/\[\d+[smhdw]\]/g, `[${Math.max(60, Math.round(seconds))}s]`);

/** Burn rate over a window, as PromQL; nothing bad ever is a burn of 0 wherever there is traffic. */
export const burnQuery = (
  slo: Slo,
  { window_seconds, error_ratio_query }: Pick<WindowBurn, 'window_seconds' | 'error_ratio_query'>,
): string =>
  `(${error_ratio_query}) / ${slo.budget} or 0 * (${overWindow(slo.events_query, window_seconds)})`;

/** Share of the budget that is left, as PromQL. */
export const budgetLeftQuery = (slo: Slo): string =>
  `1 - (${burnQuery(slo, { window_seconds: slo.period_seconds, error_ratio_query: slo.error_ratio_query })})`;
