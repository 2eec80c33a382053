import { getJson, send } from './http.ts';
import { type Incident, PROJECT } from './incidents.ts';
import { readMatrix, type Series } from './promql.ts';
import { burnQuery, type Slo } from './slos.ts';

export interface Check {
  readonly what: string;
  readonly met: boolean;
  readonly detail: string;
}

export interface AlertProgress {
  readonly alert: string;
  readonly withinSeconds: number;
  /** Since the fault, on the drilled pipeline's clock; null while it was not seen. */
  readonly firedAfterSeconds: number | null;
  /** Since the rollback; negative where it closed before. */
  readonly closedAfterSeconds: number | null;
}

export const PHASES = [
  ['starting', 'start a pipeline'],
  ['steady-state', 'steady state'],
  ['method', 'break it'],
  ['detecting', 'wait for alerts'],
  ['rolling-back', 'roll back'],
  ['recovering', 'wait for recovery'],
  ['reconciling', 'reconcile'],
  ['done', 'verdict'],
] as const;

/** What the runner writes down as it goes (chaos/README.md); times in Unix seconds are on the drill's clock. */
export interface DrillProgress {
  readonly state: 'running' | 'passed' | 'failed' | 'interrupted' | 'died';
  readonly phase: (typeof PHASES)[number][0];
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly timeScale: number;
  readonly recoversWithinSeconds: number;
  readonly methodStartedAt: number | null;
  /** When the first action was done; alerts count from here. */
  readonly faultInAt: number | null;
  readonly rolledBackAt: number | null;
  readonly alerts: readonly AlertProgress[];
  readonly said: readonly { readonly afterSeconds: number; readonly text: string }[];
  readonly checks: readonly Check[];
  readonly report: string | null;
}

export interface Drill {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly method: readonly string[];
  readonly claim: {
    readonly proves: string;
    readonly burns: string | null;
    readonly fires: Readonly<Record<string, string>>;
    readonly mayFire: readonly string[];
    readonly recoversWithin: string;
    readonly runbook: string;
  };
  readonly progress: DrillProgress | null;
  readonly started_here: boolean;
  readonly ended: { readonly exitCode: number | null; readonly said: string } | null;
}

export const listDrills = async (signal?: AbortSignal): Promise<Drill[]> =>
  (await getJson<{ drills: Drill[] }>('/api/drills', signal)).drills;

export const readDrill = (name: string, signal?: AbortSignal): Promise<Drill> =>
  getJson<Drill>(drillPath(name), signal);

export const startDrill = (name: string): Promise<Drill> => send(drillPath(name), { method: 'POST' });
export const stopDrill = (name: string): Promise<Drill> => send(drillPath(name), { method: 'DELETE' });

const drillPath = (name: string): string => `/api/drills/${encodeURIComponent(name)}`;
export const reportPath = (name: string): string => `${drillPath(name)}/report`;

/** What the drilled pipeline's monitoring shows; all of it is drawn on one time axis. */
export interface DrillView {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly slo: Slo;
  readonly sli: readonly Series[];
  readonly burns: readonly { readonly name: string; readonly series: readonly Series[] }[];
  readonly factor: number;
  readonly incidents: readonly Incident[];
}

/** A drill that burns no budget is watched by what users would notice first. */
const DEFAULT_SLO = 'ingest-freshness';
/** Samples come about a minute apart on the drill's clock. */
const SHORTEST_STEP_SECONDS = 15;
const POINTS = 200;
/** Shown before the fault, so that the calm is seen too. */
const LEAD_SECONDS = 600;

/** Reads the drilled pipeline's monitoring, through the console. */
export async function readDrillView(
  { name, claim, progress }: Drill,
  signal?: AbortSignal,
): Promise<DrillView> {
  const base = `${drillPath(name)}/monitoring`;
  const [{ now_seconds: now }, { slos }, { alerts = [] }] = await Promise.all([
    getJson<{ now_seconds: number }>(`${base}/_flightdeck/time`, signal),
    getJson<{ slos: Slo[] }>(`${base}/_flightdeck/slos`, signal),
    getJson<{ alerts?: Incident[] }>(`${base}/v3/projects/${PROJECT}/alerts?pageSize=500`, signal),
  ]);
  const slo = slos.find((one) => one.name === (claim.burns ?? DEFAULT_SLO));
  const fastest = slo?.alerts[0];
  if (!slo || !fastest) throw new Error(`there is no SLO ${claim.burns}`);
  const start = (progress?.methodStartedAt ?? now) - LEAD_SECONDS;
  const step = Math.max(SHORTEST_STEP_SECONDS, Math.ceil((now - start) / POINTS));
  const from = Math.floor(start / step) * step;
  const to = Math.floor(now / step) * step;
  const range = async (query: string): Promise<Series[]> => {
    const params = new URLSearchParams({ query, start: `${from}`, end: `${to}`, step: `${step}` });
    return readMatrix(await getJson(`${base}/api/v1/query_range?${params}`, signal));
  };
  const [sli, long, short] = await Promise.all([
    range(`1 - ${slo.budget} * (${burnQuery(slo, fastest.short)})`),
    range(burnQuery(slo, fastest.long)),
    range(burnQuery(slo, fastest.short)),
  ]);
  const burns = [
    { name: 'over 1 h', series: long },
    { name: 'over 5 min', series: short },
  ];
  return { from, to, step, slo, sli, burns, factor: fastest.factor, incidents: alerts };
}
