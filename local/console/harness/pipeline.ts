import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type OwnPipeline, startPipeline } from '@flightdeck/own-pipeline';
import { LIMIT_MS } from './browser.ts';
import { answers, until } from './until.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../../..');
/** An hour of monitoring in a minute: enough to see an alert fire and close while somebody waits. */
const TIME_SCALE = 60;
/** Enough to pass the alerts' guards of a minimum of traffic, which count by the fast hour. */
const REQUESTS_PER_SECOND = 10;

export interface WatchedPipeline extends OwnPipeline {
  /** Makes the warehouse refuse every call, or takes that back. */
  breakWarehouse(): Promise<void>;
  mendWarehouse(): Promise<void>;
}

/** The whole pipeline in fast time with the console before it; what it leaves behind is removed at its stop. */
export async function startWatchedPipeline(
  portOffset: number,
  env: Readonly<Record<string, string>> = {},
): Promise<WatchedPipeline> {
  const dataDir = await mkdtemp(join(tmpdir(), 'flightdeck-console-'));
  const options = ['--time-scale', `${TIME_SCALE}`, '--consumer-rate', `${REQUESTS_PER_SECOND}`];
  const ready = ({ stored }: { readonly stored: number }): boolean => stored > 0;
  const setting = { root, dataDir, portOffset, options, console: true, ready, env };
  const pipeline = await startPipeline(setting, AbortSignal.timeout(2 * LIMIT_MS));
  const { endpoints } = pipeline;
  await until('the console answers', () => answers(`${endpoints.console}/healthz`));
  const faults = `${endpoints.bigquery}/_flightdeck/faults`;
  const outage = { kind: 'unavailable', durationSeconds: 900 };
  return {
    ...pipeline,
    breakWarehouse: () => send(faults, 'POST', outage),
    mendWarehouse: () => send(faults, 'DELETE'),
    async stop() {
      await pipeline.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function send(url: string, method: 'POST' | 'DELETE', body?: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
}
