import { createServer, type Server } from 'node:http';
import { shutdownInOrder, stopSignal, toError } from '@flightdeck/service';
import { createApp } from './app.ts';
import { readApiConfig } from './config.ts';
import { NO_MEASURES } from './measures.ts';
import { createWarehouseClient } from './warehouse/client.ts';
import { gateQueries } from './warehouse/query-gate.ts';
import { createRunQuery } from './warehouse/run-query.ts';

// Cloud Run kills 10 s after SIGTERM.
const SHUTDOWN_DEADLINE_MS = 9_000;
// An older answer is at hand: half of a caller's latency objective is enough to wait for a newer one.
const STALE_PATIENCE_MS = 1_000;

const log = (severity: string, message: string, fields: object = {}): void => {
  process.stdout.write(
    `${JSON.stringify({ severity, message, time: new Date().toISOString(), ...fields })}\n`,
  );
};

async function main(): Promise<void> {
  const config = readApiConfig(process.env);
  const client = createWarehouseClient({
    projectId: config.GOOGLE_CLOUD_PROJECT,
    endpoint: config.BIGQUERY_API_ENDPOINT,
    location: config.BIGQUERY_LOCATION,
    callTimeoutMs: config.QUERY_DEADLINE_MS + 1_000,
  });
  const runQuery = gateQueries(
    createRunQuery(client, {
      dataset: config.BIGQUERY_DATASET,
      deadlineMs: config.QUERY_DEADLINE_MS,
      maximumBytesBilled: config.MAXIMUM_BYTES_BILLED,
      onCancelFailed: (error) => log('WARNING', 'a query could not be cancelled', { error: error.message }),
    }),
    {
      maxConcurrent: config.MAX_CONCURRENT_QUERIES,
      maxWaiting: config.MAX_WAITING_QUERIES,
      maxWaitMs: config.MAX_QUERY_WAIT_MS,
      onShed: NO_MEASURES.shed,
    },
  );
  let ready = false;
  const app = createApp({
    runQuery,
    measures: NO_MEASURES,
    report: (problem, requestId) =>
      log('ERROR', problem.message, { code: problem.code, requestId, cause: String(problem.cause ?? '') }),
    isReady: () => ready,
    now: Date.now,
    cacheMaxBytes: config.CACHE_MAX_BYTES,
    staleIfErrorMs: config.STALE_IF_ERROR_SECONDS * 1_000,
    stalePatienceMs: STALE_PATIENCE_MS,
  });
  const server = await listen(createServer(app), config.PORT);
  ready = true;
  log('INFO', 'listening', { port: config.PORT });

  const signal = await stopSignal();
  ready = false;
  const reports = await shutdownInOrder(
    [{ name: 'close server', run: () => close(server) }],
    SHUTDOWN_DEADLINE_MS,
  );
  for (const { step, error } of reports) log('ERROR', `shutdown: ${step}`, { error: error.message });
  log('INFO', 'stopped', { signal });
}

function listen(server: Server, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(
        taken ? new Error(`port ${port} is taken: stop what listens there, or set PORT to another`) : error,
      );
    });
    server.listen(port, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

main().catch((thrown: unknown) => {
  process.stderr.write(`api: ${toError(thrown).message}\n`);
  process.exit(1);
});
