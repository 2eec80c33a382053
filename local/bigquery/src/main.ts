// First: the pool takes its size when it is first used.
import './thread-pool.ts';
import { readPorts, shutdownInOrder, stopSignal, toError } from '@flightdeck/service';
import { createLogger } from '@flightdeck/telemetry';
import { program } from 'commander';
import { startBigQuery } from './server.ts';

const STOP_WITHIN_MS = 9_000;

program
  .name('local-bigquery')
  .description(
    'The BigQuery REST and Storage Write APIs on DuckDB.\nPorts: FLIGHTDECK_BIGQUERY_PORT (9050), FLIGHTDECK_BIGQUERY_STORAGE_PORT (9060), FLIGHTDECK_PORT_OFFSET.',
  )
  .option('--data <dir>', 'where the database file lives', 'data/bigquery')
  .option('--memory-limit <size>', "DuckDB's memory limit", '2GB')
  .parse();

const options = program.opts() as { data: string; memoryLimit: string };
const logger = createLogger({ service: 'local-bigquery', level: process.env.LOG_LEVEL });

try {
  const ports = readPorts(process.env);
  const server = await startBigQuery({
    dataDir: options.data,
    port: ports.bigquery,
    storagePort: ports.bigqueryStorage,
    memoryLimit: options.memoryLimit,
  });
  logger.info({ port: server.port, storagePort: server.storagePort, data: options.data }, 'serving BigQuery');
  const signal = await stopSignal();
  logger.info({ signal }, 'stopping');
  const reports = await shutdownInOrder(
    [{ name: 'servers and database', run: () => server.close() }],
    STOP_WITHIN_MS,
  );
  for (const { step, error } of reports) logger.error({ err: error }, step);
  process.exit(reports.length === 0 ? 0 : 1);
} catch (thrown) {
  process.stderr.write(`local-bigquery cannot start: ${startFault(toError(thrown))}\n`);
  process.exit(1);
}

function startFault(error: Error): string {
  const { code, port } = error as { code?: string; port?: number };
  if (code === 'EADDRINUSE')
    return `port ${port} is taken; set FLIGHTDECK_BIGQUERY_PORT (or FLIGHTDECK_BIGQUERY_STORAGE_PORT, FLIGHTDECK_PORT_OFFSET) to another`;
  if (/lock on file/i.test(error.message))
    return `the data directory is in use by another process: ${error.message}`;
  return error.message;
}
