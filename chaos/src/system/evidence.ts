import { type Endpoints, getJson } from '@flightdeck/own-pipeline';
import type { Claim } from '../document/schema.ts';
import { clockNow } from './observe.ts';
import { patiently } from './patiently.ts';

/** Unix seconds on monitoring's clock, and the value. */
export type Point = readonly [time: number, value: number];

export interface Line {
  readonly label: string;
  readonly points: readonly Point[];
}

/** Burn rate over a long and a short window; the alert fires while both are above the factor. */
export interface BurnPlot {
  readonly alert: string;
  readonly factor: number;
  readonly lines: readonly Line[];
}

export interface SloPlot {
  readonly name: string;
  readonly displayName: string;
  /** Share of good events that is promised. */
  readonly target: number;
  /** Share of good events over the shortest window. */
  readonly sli: Line;
  readonly burns: readonly BurnPlot[];
}

/** What the condition of a cause alert compares, and with what. */
export interface CausePlot {
  readonly alert: string;
  readonly condition: string;
  readonly query: string;
  readonly operator: string;
  readonly threshold: number;
  readonly lines: readonly Line[];
}

/** What the report draws, read while the pipeline still runs. */
export interface Evidence {
  readonly from: number;
  readonly to: number;
  readonly slos: readonly SloPlot[];
  readonly causes: readonly CausePlot[];
}

interface Window {
  readonly window_seconds: number;
  readonly error_ratio_query: string;
}

interface SloAnswer {
  readonly name: string;
  readonly display_name: string;
  readonly target: number;
  readonly budget: number;
  readonly alerts: readonly {
    readonly name: string;
    readonly factor: number;
    readonly long: Window;
    readonly short: Window;
  }[];
}

interface IncidentAnswer {
  readonly id: string;
  readonly policy: string;
  readonly condition: string;
  readonly opened_at: string;
}

interface Comparison {
  readonly query: string;
  readonly operator: string;
  readonly threshold: number;
}

/** Points a line has at most: a report has about so many pixels. */
const MAX_POINTS = 400;
/** Samples come about a minute apart; a finer step would only repeat them. */
const SHORTEST_STEP_SECONDS = 15;
/** How much of the time before the method is shown, as a share of the time after it. */
const LEAD = 0.15;

/** The SLIs, burn rates and cause signals of the alerts that were claimed, from a little before the method until now. */
export async function readEvidence(
  endpoints: Endpoints,
  { methodStartedAt, claim }: { readonly methodStartedAt: number; readonly claim: Claim },
): Promise<Evidence> {
  const to = await clockNow(endpoints);
  const from = methodStartedAt - (to - methodStartedAt) * LEAD;
  const range = { from, to, step: Math.max(SHORTEST_STEP_SECONDS, (to - from) / MAX_POINTS) };
  const slosUrl = `${endpoints.monitoring}/_flightdeck/slos`;
  const { slos } = await patiently(() => getJson<{ slos: SloAnswer[] }>(slosUrl));
  const fired = Object.keys(claim.fires);
  const wanted = slos.filter(
    ({ name }) => name === claim.burns || fired.some((alert) => alert.startsWith(`slo-${name}-`)),
  );
  return {
    from,
    to,
    slos: await Promise.all(wanted.map((slo) => readSlo(slo, fired, endpoints, range))),
    causes: await readCauses(fired, methodStartedAt, endpoints, range),
  };
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

async function readSlo(
  slo: SloAnswer,
  fired: readonly string[],
  endpoints: Endpoints,
  range: Range,
): Promise<SloPlot> {
  const policies = slo.alerts.map(({ name }) => `slo-${slo.name}-${name}`);
  const shown = slo.alerts.filter(
    (_, i) => fired.includes(policies[i] ?? '') || fired.every((one) => !policies.includes(one)),
  );
  const shortest = slo.alerts
    .map(({ short }) => short)
    .sort((a, b) => a.window_seconds - b.window_seconds)[0];
  const ratio = async ({ error_ratio_query: query }: Window, scale: (bad: number) => number) =>
    (await readRange(endpoints, query, range)).flatMap(({ points }) =>
      points.map(([time, bad]): Point => [time, scale(bad)]),
    );
  return {
    name: slo.name,
    displayName: slo.display_name,
    target: slo.target,
    sli: {
      label: shortest === undefined ? '' : `good events, over ${span(shortest.window_seconds)}`,
      points: shortest === undefined ? [] : await ratio(shortest, (bad) => 1 - bad),
    },
    burns: await Promise.all(
      shown.map(async ({ name, factor, long, short }) => ({
        alert: `slo-${slo.name}-${name}`,
        factor,
        lines: await Promise.all(
          [long, short].map(async (window) => ({
            label: `over ${span(window.window_seconds)}`,
            points: await ratio(window, (bad) => bad / slo.budget),
          })),
        ),
      })),
    ),
  };
}

async function readCauses(
  fired: readonly string[],
  since: number,
  endpoints: Endpoints,
  range: Range,
): Promise<CausePlot[]> {
  const base = `${endpoints.monitoring}/_flightdeck/incidents`;
  const { incidents } = await patiently(() => getJson<{ incidents: IncidentAnswer[] }>(base));
  // One drawing a condition: every series of it is a line there.
  const firstOfCondition = new Map<string, IncidentAnswer>();
  for (const incident of incidents) {
    const { policy, condition, opened_at } = incident;
    if (policy.startsWith('slo-') || !fired.includes(policy) || Date.parse(opened_at) / 1000 < since)
      continue;
    firstOfCondition.set(`${policy} ${condition}`, incident);
  }
  const plots = await Promise.all(
    [...firstOfCondition.values()].map(async ({ id, policy, condition }) => {
      const { comparisons } = await patiently(() => getJson<{ comparisons: Comparison[] }>(`${base}/${id}`));
      return Promise.all(
        comparisons.filter(isLimit).map(async ({ query, operator, threshold }) => ({
          alert: policy,
          condition,
          query,
          operator,
          threshold,
          lines: await readRange(endpoints, query, range),
        })),
      );
    }),
  );
  return plots.flat().filter(({ lines }) => lines.length > 0);
}

/** `>=` guards a minimum of traffic; what is watched is above or below a limit. */
const isLimit = ({ operator, threshold }: Comparison): boolean => operator !== '>=' || threshold < 5;

async function readRange(
  { monitoring }: Endpoints,
  query: string,
  { from, to, step }: Range,
): Promise<Line[]> {
  const asked = new URLSearchParams({ query, start: String(from), end: String(to), step: String(step) });
  interface Answer {
    readonly data: {
      readonly result: readonly {
        readonly metric: Readonly<Record<string, string>>;
        readonly values: readonly (readonly [number, string])[];
      }[];
    };
  }
  const { data } = await patiently(() => getJson<Answer>(`${monitoring}/api/v1/query_range?${asked}`));
  return data.result.map(({ metric, values }) => ({
    label: Object.values(metric).join(' '),
    points: values.map(([time, value]): Point => [time, Number(value)]),
  }));
}

const UNITS = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
] as const;

/** `5 min`, `6 h`, `3 d`. */
function span(seconds: number): string {
  const [factor, unit] = UNITS.find(([size]) => seconds % size === 0) ?? [1, 's'];
  return `${seconds / factor} ${unit}`;
}
