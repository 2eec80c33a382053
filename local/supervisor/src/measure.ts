import type { Ports } from '@flightdeck/service';
import { appEnvironment, HOST, PROJECT } from './environment.ts';

const REQUEST_TIMEOUT_MS = 2_000;

export interface PipelineState {
  readonly stored: number;
  readonly backlog: number;
  readonly oldestUnackedSeconds: number;
}

interface SubscriptionStats {
  readonly name: string;
  readonly undelivered: number;
  readonly oldestUnackedAgeSeconds: number;
}

/** Asks the broker and the warehouse how far they are; undefined while one of them does not answer. */
export async function measurePipeline(ports: Ports): Promise<PipelineState | undefined> {
  const env = appEnvironment(ports);
  const table = `/projects/${PROJECT}/datasets/${env['BIGQUERY_DATASET']}/tables/${env['BIGQUERY_TABLE']}`;
  try {
    const [tableInfo, stats] = await Promise.all([
      getJson<{ numRows?: string }>(`http://${HOST}:${ports.bigquery}/bigquery/v2${table}`),
      getJson<{ subscriptions: SubscriptionStats[] }>(`http://${HOST}:${ports.pubsubAdmin}/stats`),
    ]);
    const subscription = stats.subscriptions.find(({ name }) =>
      name.endsWith(`/${env['PUBSUB_SUBSCRIPTION']}`),
    );
    return {
      stored: Number(tableInfo.numRows ?? 0),
      backlog: subscription?.undelivered ?? 0,
      oldestUnackedSeconds: subscription?.oldestUnackedAgeSeconds ?? 0,
    };
  } catch {
    return undefined;
  }
}

async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return (await response.json()) as T;
}
