import { Writable } from 'node:stream';
import { shutdownInOrder } from '@flightdeck/service';
import { startTelemetry } from '@flightdeck/telemetry';
import { readApiConfig } from '../src/config.ts';
import { createService } from '../src/service.ts';
import { DATASET, PROJECT } from './warehouse.ts';

export interface RunningApi {
  readonly url: string;
  /** Every line it has logged, parsed. */
  readonly log: readonly Record<string, unknown>[];
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  stop(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the API answers
  readonly body: any;
}

// The machine may be slow: being late is no fault here.
const DEFAULTS = {
  PORT: '0',
  GOOGLE_CLOUD_PROJECT: PROJECT,
  BIGQUERY_DATASET: DATASET,
  QUERY_DEADLINE_MS: '60000',
  MAX_QUERY_WAIT_MS: '60000',
};

/** The real API on a free port, in this process. */
export async function startApi(env: Readonly<Record<string, string>>): Promise<RunningApi> {
  const log: Record<string, unknown>[] = [];
  const lines = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      log.push(JSON.parse(chunk.toString()));
      done();
    },
  });
  const config = readApiConfig({ ...DEFAULTS, ...env });
  const telemetry = startTelemetry({
    service: 'api',
    env: { METRICS_EXPORTER: 'none', ...env },
    logTo: lines,
  });
  const service = createService(config, telemetry);
  const url = `http://127.0.0.1:${await service.start()}`;
  return {
    url,
    log,
    get: async (path, headers = {}) => {
      const response = await fetch(url + path, { headers });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text === '' ? undefined : JSON.parse(text),
      };
    },
    stop: async () => {
      await shutdownInOrder(service.stopSteps, 10_000);
      await telemetry.shutdown();
    },
  };
}
