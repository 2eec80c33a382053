import { type Endpoints, getJson } from '@flightdeck/own-pipeline';
import { patiently } from './patiently.ts';

/** One incident, on monitoring's clock (Unix seconds). */
export interface Incident {
  readonly alert: string;
  readonly openedAt: number;
  readonly closedAt?: number;
}

/** What one local server says of a fault that was set on it. */
export interface FaultCount {
  readonly server: string;
  readonly id: string;
  readonly kind: string;
  readonly method: string;
  readonly injected: number;
}

/** As Cloud Monitoring's REST API gives it. */
export interface AlertResource {
  readonly openTime: string;
  readonly closeTime?: string;
  readonly policy: { readonly displayName: string };
}

const PROJECT = 'flightdeck-local';

/** Monitoring's clock, in Unix seconds. */
export async function clockNow({ monitoring }: Endpoints): Promise<number> {
  const url = `${monitoring}/_flightdeck/time`;
  return (await patiently(() => getJson<{ now_seconds: number }>(url))).now_seconds;
}

/** Every incident there is, oldest first. */
export async function listIncidents({ monitoring }: Endpoints): Promise<Incident[]> {
  const path = `${monitoring}/v3/projects/${PROJECT}/alerts?pageSize=1000`;
  const { alerts = [] } = await patiently(() => getJson<{ alerts?: AlertResource[] }>(path));
  return alerts.map(incidentOf).sort((a, b) => a.openedAt - b.openedAt);
}

export const incidentOf = ({ openTime, closeTime, policy }: AlertResource): Incident => ({
  alert: policy.displayName,
  openedAt: Date.parse(openTime) / 1000,
  ...(closeTime === undefined ? {} : { closedAt: Date.parse(closeTime) / 1000 }),
});

/** How often each fault that was set hit something. */
export async function listFaults(endpoints: Endpoints): Promise<FaultCount[]> {
  const servers = [
    ['pubsub', `${endpoints.pubsubAdmin}/faults`],
    ['bigquery', `${endpoints.bigquery}/_flightdeck/faults`],
    ['monitoring', `${endpoints.monitoring}/_flightdeck/faults`],
  ] as const;
  const lists = await Promise.all(
    servers.map(async ([server, url]) => {
      const { faults } = await getJson<{ faults: Omit<FaultCount, 'server'>[] }>(url);
      return faults.map(({ id, kind, method, injected }) => ({ server, id, kind, method, injected }));
    }),
  );
  return lists.flat();
}

export interface BurnedBudget {
  readonly slo: string;
  /** Bad events so far, of the whole period. */
  readonly badEvents: number;
}

interface SloAnswer {
  readonly slos: readonly {
    readonly name: string;
    readonly sli: number | null;
    readonly events: number | null;
  }[];
}

async function slosOf({ monitoring }: Endpoints): Promise<SloAnswer['slos']> {
  const url = `${monitoring}/_flightdeck/slos`;
  return (await patiently(() => getJson<SloAnswer>(url))).slos;
}

/** The SLOs of which monitoring has counted anything yet. */
export async function measuredSlos(endpoints: Endpoints): Promise<string[]> {
  return (await slosOf(endpoints)).filter(({ events }) => events !== null).map(({ name }) => name);
}

/** Bad events of each SLO since the pipeline started. */
export async function badEvents(endpoints: Endpoints): Promise<BurnedBudget[]> {
  return (await slosOf(endpoints)).map(({ name, sli, events }) => ({
    slo: name,
    badEvents: (1 - (sli ?? 1)) * (events ?? 0),
  }));
}
