import { queryInstant, queryRange, type Sample, type Series } from './promql.ts';
import { budgetLeftQuery, burnQuery, listSlos, pagingFactor, type Slo } from './slos.ts';

/** One system of the fleet, by the objective that burns fastest. */
export interface SystemState {
  readonly system: string;
  readonly eventsPerSecond: number;
  /** Over the shortest long window (1 h), of the worst objective. */
  readonly burnRate: number | null;
  readonly budgetLeft: number | null;
  readonly lagP95: number | null;
  /** Share of good events of the worst objective over the page's range. */
  readonly sli: readonly (number | null)[];
}

export interface FleetState {
  readonly systems: readonly SystemState[];
  readonly pagingFactor: number;
}

/** Objectives whose events carry the label `system`. */
const SERVICE = 'ingest';
const RATE = 'sum by (system) (rate(ingest_events_total[5m]))';
/** Every system that sent anything in the range: one that fell silent must not vanish. */
const seen = (seconds: number): string =>
  `group by (system) (last_over_time(ingest_events_total[${seconds}s]))`;
const LAG = 'histogram_quantile(0.95, sum by (le, system) (rate(ingest_lag_seconds_bucket[5m])))';
/** Values of the label that are no systems of the fleet: probes, and events whose sender cannot be read. */
const NO_SYSTEMS = ['', 'canary', 'unknown'];
/** What a small line can show. */
const POINTS = 24;

/** The same expression for every system: its sums keep the label. */
const bySystem = (query: string): string =>
  query.replaceAll('sum(', 'sum by (system) (').replaceAll('or vector(0)', '');

/** Every system, the one that burns fastest first. */
export async function listSystems(
  { from, to }: { readonly from: number; readonly to: number },
  signal?: AbortSignal,
): Promise<FleetState> {
  const objectives = (await listSlos(signal)).filter(({ service }) => service === SERVICE);
  const step = Math.ceil((to - from) / POINTS);
  const [names, rates, lag, ...each] = await Promise.all([
    queryInstant(seen(Math.max(3_600, to - from)), to, signal),
    queryInstant(RATE, to, signal),
    queryInstant(LAG, to, signal),
    ...objectives.map((slo) => readObjective(slo, { from, to, step }, signal)),
  ]);
  const systems = names
    .map(({ labels: { system = '' } }) => {
      const own = each
        .map((objective) => objective(system))
        .sort((a, b) => (b.burnRate ?? 0) - (a.burnRate ?? 0));
      const left = own.flatMap(({ budgetLeft }) => budgetLeft ?? []);
      return {
        system,
        eventsPerSecond: valueFor(rates, system) ?? 0,
        burnRate: own[0]?.burnRate ?? null,
        budgetLeft: left.length === 0 ? null : Math.min(...left),
        lagP95: valueFor(lag, system),
        sli: own[0]?.sli ?? [],
      };
    })
    .filter(({ system }) => !NO_SYSTEMS.includes(system))
    .sort((a, b) => (b.burnRate ?? 0) - (a.burnRate ?? 0) || a.system.localeCompare(b.system));
  return { systems, pagingFactor: Math.max(1, ...objectives.map(pagingFactor)) };
}

type Objective = (system: string) => Pick<SystemState, 'burnRate' | 'budgetLeft' | 'sli'>;

async function readObjective(
  slo: Slo,
  range: { readonly from: number; readonly to: number; readonly step: number },
  signal?: AbortSignal,
): Promise<Objective> {
  const long = slo.alerts[0]?.long;
  if (!long) return () => ({ burnRate: null, budgetLeft: null, sli: [] });
  const burn = bySystem(burnQuery(slo, long));
  const [now, left, history] = await Promise.all([
    queryInstant(burn, range.to, signal),
    queryInstant(bySystem(budgetLeftQuery(slo)), range.to, signal),
    queryRange(`1 - ${slo.budget} * (${burn})`, range, signal),
  ]);
  return (system) => ({
    burnRate: valueFor(now, system),
    budgetLeft: valueFor(left, system),
    sli: lineOf(history, system, range),
  });
}

function valueFor(samples: readonly Sample[], system: string): number | null {
  const found = samples.find(({ labels }) => labels.system === system)?.value;
  return found === undefined || Number.isNaN(found) ? null : found;
}

function lineOf(
  history: readonly Series[],
  system: string,
  { from, to, step }: { readonly from: number; readonly to: number; readonly step: number },
): (number | null)[] {
  const line: (number | null)[] = new Array(Math.floor((to - from) / step) + 1).fill(null);
  const found = history.find(({ labels }) => labels.system === system);
  for (const [index, time] of found?.times.entries() ?? []) {
    line[Math.round((time - from) / step)] = found?.values[index] ?? null;
  }
  return line;
}
