import { PORTS, readPorts, shutdownInOrder, stopSignal, toError } from '@flightdeck/service';
import { createLogger } from '@flightdeck/telemetry';
import { startAdmin } from './admin/admin-server.ts';
import { createDiskFault } from './faults/disk-full.ts';
import { FileJournal } from './journal/file-journal.ts';
import { reportMetrics } from './metrics/reporter.ts';
import { readOptions } from './options.ts';
import { startServer } from './server.ts';

const HOST = '127.0.0.1';

/** Below the 10 s that a process has between SIGTERM and the kill. */
const SHUTDOWN_DEADLINE_MS = 8_000;

async function main(): Promise<void> {
  const { directory, fsync, config } = readOptions(process.argv, process.env);
  const ports = readPorts(process.env);
  const logger = createLogger({ service: 'local-pubsub', level: config.LOG_LEVEL });
  const stopping = stopSignal();

  const { beforeWrite, failNextWrite } = createDiskFault();
  const journal = new FileJournal({ directory, fsync, beforeWrite });
  const server = await startServer({ port: ports.pubsub, host: HOST, journal, failNextWrite });
  const admin = await startAdmin(server.broker, server.faults, { port: ports.pubsubAdmin, host: HOST });
  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT;
  const project = config.GOOGLE_CLOUD_PROJECT;
  const timeScale = config.FLIGHTDECK_TIME_SCALE;
  const reporter =
    endpoint === undefined
      ? undefined
      : reportMetrics(server.broker, { endpoint, project, timeScale, logger });
  logger.info({ port: server.port, admin_port: admin.port, directory }, 'Pub/Sub is ready');

  const signal = await stopping;
  logger.info({ signal }, 'stopping');
  const reports = await shutdownInOrder(
    [
      { name: 'metrics', run: () => reporter?.stop() },
      { name: 'server', run: () => server.close() },
      { name: 'admin', run: () => admin.close() },
    ],
    SHUTDOWN_DEADLINE_MS,
  );
  for (const { step, error } of reports) logger.error({ step, err: error }, 'did not stop in order');
}

function explain(error: Error & { code?: string; port?: number }): string {
  if (error.code !== 'EADDRINUSE') return error.message;
  const taken = error.port === readPorts(process.env).pubsub ? PORTS.pubsub : PORTS.pubsubAdmin;
  return `port ${error.port} (${taken.what}) is taken; set ${taken.variable} or FLIGHTDECK_PORT_OFFSET to change it`;
}

main().then(
  () => process.exit(0),
  (thrown: unknown) => {
    process.stderr.write(`local-pubsub cannot start: ${explain(toError(thrown))}\n`);
    process.exit(1);
  },
);
