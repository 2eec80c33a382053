import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { flightsViewQuery, tableDefinition } from '@flightdeck/flight-event';
import type { BigQuery } from '@google-cloud/bigquery';
import { createWarehouseClient } from '../src/warehouse/client.ts';

export const PROJECT = 'flightdeck';
export const DATASET = 'flightdeck';

/** A row as the subscriber writes it. */
export interface StoredRow {
  readonly event_id: string;
  readonly system: string;
  readonly occurred_at: string;
  readonly origin: string;
  readonly destination: string;
  readonly delay_minutes: number;
  readonly distance_miles: number;
  readonly published_at: string;
  readonly ingested_at: string;
  readonly message_id: string;
}

/** BigQuery's stand-in as a process of its own, with the pipeline's table and view. */
export interface Warehouse {
  readonly endpoint: string;
  readonly client: BigQuery;
  readonly process: ChildProcess;
  insert(rows: readonly StoredRow[]): Promise<void>;
  stop(): Promise<void>;
}

const MAIN = new URL('../../../local/bigquery/src/main.ts', import.meta.url).pathname;
// Few requests, each well below BigQuery's 10 MB.
const ROWS_PER_INSERT = 5_000;

export async function startWarehouse(env: Readonly<Record<string, string>> = {}): Promise<Warehouse> {
  const data = await mkdtemp(join(tmpdir(), 'flightdeck-api-'));
  const child = spawn(process.execPath, [MAIN, '--data', data], {
    env: { ...process.env, FLIGHTDECK_BIGQUERY_PORT: '0', FLIGHTDECK_BIGQUERY_STORAGE_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // A test that fails before it stops the warehouse must not leave it behind.
  process.once('exit', () => child.kill('SIGKILL'));
  const endpoint = `http://127.0.0.1:${await portOf(child)}`;
  const client = createWarehouseClient({
    projectId: PROJECT,
    endpoint,
    location: undefined,
    callTimeoutMs: 60_000,
  });
  await client.createDataset(DATASET);
  const dataset = client.dataset(DATASET);
  await dataset.createTable('flight_events', tableDefinition as never);
  await dataset.createTable('flights', {
    view: { query: flightsViewQuery({ project: PROJECT, dataset: DATASET }), useLegacySql: false },
  });
  return {
    endpoint,
    client,
    process: child,
    insert: async (rows) => {
      for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
        const batch = rows.slice(start, start + ROWS_PER_INSERT).map((json) => ({ json }));
        await dataset.table('flight_events').insert(batch, { raw: true, partialRetries: 0 });
      }
    },
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** The port from the line that the server logs when it listens. */
async function portOf(child: ChildProcess): Promise<number> {
  if (child.stdout === null) throw new Error('no standard output');
  for await (const line of createInterface({ input: child.stdout })) {
    const { port } = JSON.parse(line) as { port?: number };
    if (port !== undefined) {
      child.stdout.resume();
      return port;
    }
  }
  throw new Error('the warehouse ended before it listened');
}
