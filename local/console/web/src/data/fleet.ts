import { queryInstant, type Sample } from './promql.ts';

/** One system of the fleet, by its worst SLI over the last hour. */
export interface SystemState {
  readonly system: string;
  readonly eventsPerSecond: number;
  readonly burnRate: number | null;
  readonly lagP95: number | null;
}

/** As in monitoring/slos: 1 % of events may be later than 10 s. */
const FRESHNESS_BUDGET = 0.01;

const QUERIES = {
  events: 'sum by (system) (rate(ingest_events_total[5m]))',
  late: '1 - sum by (system) (rate(ingest_lag_seconds_bucket{le=~"10(\\\\.0)?"}[1h])) / sum by (system) (rate(ingest_lag_seconds_count[1h]))',
  lag: 'histogram_quantile(0.95, sum by (le, system) (rate(ingest_lag_seconds_bucket[5m])))',
} as const;

/** Every system, the one that burns fastest first. */
export async function listSystems(time: number, signal?: AbortSignal): Promise<SystemState[]> {
  const [events, late, lag] = await Promise.all([
    queryInstant(QUERIES.events, time, signal),
    queryInstant(QUERIES.late, time, signal),
    queryInstant(QUERIES.lag, time, signal),
  ]);
  const value = (samples: Sample[], system: string): number | null => {
    const found = samples.find(({ labels }) => labels.system === system)?.value;
    return found === undefined || Number.isNaN(found) ? null : found;
  };
  return events
    .map(({ labels: { system = '' }, value: eventsPerSecond }) => {
      const share = value(late, system);
      return {
        system,
        eventsPerSecond,
        burnRate: share === null ? null : Math.max(0, share) / FRESHNESS_BUDGET,
        lagP95: value(lag, system),
      };
    })
    .filter(({ system }) => system !== '' && system !== 'canary')
    .sort((a, b) => (b.burnRate ?? 0) - (a.burnRate ?? 0) || a.system.localeCompare(b.system));
}
