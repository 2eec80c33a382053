import { createServer, type Server } from 'node:http';
import type { ShutdownStep } from '@flightdeck/service';
import type { Telemetry } from '@flightdeck/telemetry';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import { admit } from './http/admission.ts';
import { type Listeners, listenOn } from './http/listeners.ts';
import { LoadShedder } from './http/load-shedder.ts';
import { createWarehouseClient } from './warehouse/client.ts';
import { observeQueries } from './warehouse/observe-query.ts';
import { gateQueries } from './warehouse/query-gate.ts';
import { createRunQuery } from './warehouse/run-query.ts';

export interface Service {
  /** Starts to listen; resolves with the port. */
  readonly start: () => Promise<number>;
  /** Stops in order: no new traffic, answer what is in work. */
  readonly stopSteps: readonly ShutdownStep[];
}

// A client has this long to send its few hundred bytes; slower ones are stuck or hostile.
const HEADERS_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 10_000;
// Longer than the keep-alive of the load balancers in front, which must be the ones to close.
const KEEP_ALIVE_MS = 620_000;
// Short beside the seconds that Cloud Run leaves to end.
const SWEEP_EVERY_MS = 50;

/** The API with everything it works with, from its configuration. */
export function createService(config: Config, telemetry: Telemetry): Service {
  const { instruments, logger } = telemetry;
  const client = createWarehouseClient({
    projectId: config.GOOGLE_CLOUD_PROJECT,
    endpoint: config.BIGQUERY_API_ENDPOINT,
    location: config.BIGQUERY_LOCATION,
    // The deadline decides; this only frees the socket of a call that nobody waits for.
    callTimeoutMs: config.QUERY_DEADLINE_MS + 1_000,
  });
  const runQuery = createRunQuery(client, {
    dataset: config.BIGQUERY_DATASET,
    deadlineMs: config.QUERY_DEADLINE_MS,
    maximumBytesBilled: config.MAXIMUM_BYTES_BILLED,
    onCancelFailed: (error) => logger.warn({ err: error }, 'a query could not be cancelled'),
  });
  const gated = gateQueries(observeQueries(runQuery, telemetry), {
    maxConcurrent: config.MAX_CONCURRENT_QUERIES,
    maxWaiting: config.MAX_WAITING_QUERIES,
    maxWaitMs: config.MAX_QUERY_WAIT_MS,
    onShed: () => instruments.apiShedRequests.add(1, { reason: 'warehouse_queue' }),
  });
  const shedder = new LoadShedder({
    maxInFlight: config.MAX_REQUESTS_IN_FLIGHT,
    maxTurnMs: config.MAX_EVENT_LOOP_TURN_MS,
    nowMs: () => performance.now(),
    onTurnEnd: setImmediate,
  });
  let ready = false;
  const app = createApp({
    runQuery: gated,
    telemetry,
    report: (problem, requestId) =>
      logger.error({ problem: problem.code, request_id: requestId, err: problem.cause }, problem.message),
    isReady: () => ready,
    now: Date.now,
    cacheMaxBytes: config.CACHE_MAX_BYTES,
    staleIfErrorMs: config.STALE_IF_ERROR_SECONDS * 1_000,
    staleIfSlowMs: config.STALE_IF_SLOW_SECONDS * 1_000,
    stalePatienceMs: config.STALE_PATIENCE_MS,
    requestsPerMinute: config.REQUESTS_PER_MINUTE,
    trustedProxies: config.TRUSTED_PROXIES,
    iap:
      config.IAP_AUDIENCE === undefined
        ? undefined
        : { audience: config.IAP_AUDIENCE, publicKeysUrl: config.IAP_PUBLIC_KEYS_URL },
    apiKeys: config.API_KEYS,
  });
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    admit(app, shedder, telemetry),
  );
  let listeners: Listeners | undefined;
  return {
    start: async () => {
      listeners = await listenOn(server, config.PORT);
      ready = true;
      return listeners.port;
    },
    stopSteps: [
      {
        name: 'refuse new traffic',
        run: () => {
          ready = false;
        },
      },
      { name: 'answer what is in work', run: (signal) => drain(server, listeners, signal) },
    ],
  };
}

async function drain(server: Server, listeners: Listeners | undefined, signal: AbortSignal): Promise<void> {
  // Connections that become idle now would otherwise be kept for their next request.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_EVERY_MS);
  signal.addEventListener('abort', () => server.closeAllConnections(), { once: true });
  await listeners?.close();
  clearInterval(sweep);
}
