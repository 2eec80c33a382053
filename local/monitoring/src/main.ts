import { PORTS, readPorts, shutdownInOrder, stopSignal, toError } from '@flightdeck/service';
import { createLogger } from '@flightdeck/telemetry';
import { startMonitoring } from './monitoring.ts';
import { readOptions } from './options.ts';

/** Below Cloud Run's 10 s between SIGTERM and the kill. */
const SHUTDOWN_DEADLINE_MS = 8_000;

const options = readOptions(process.argv);
const logger = createLogger({ service: 'local-monitoring', level: process.env.LOG_LEVEL || 'info' });

try {
  const { otlp, monitoring, console } = readPorts(process.env);
  const stopping = stopSignal();
  const running = await startMonitoring({
    ...options,
    ports: { otlp, monitoring },
    consoleUrl: `http://127.0.0.1:${console}`,
    log: logger,
  });
  logger.info({ ports: running.ports, time_scale: options.timeScale }, 'monitoring is ready');
  const signal = await stopping;
  logger.info({ signal }, 'stopping');
  const reports = await shutdownInOrder(
    [{ name: 'listeners', run: () => running.stop() }],
    SHUTDOWN_DEADLINE_MS,
  );
  for (const { step, error } of reports) logger.error({ step, err: error }, 'did not stop in order');
  // A step that was cut off may hold the process open for ever.
  process.exit(reports.length === 0 ? 0 : 1);
} catch (thrown) {
  process.stderr.write(`local-monitoring cannot start: ${explain(toError(thrown))}\n`);
  process.exitCode = 1;
}

function explain(error: Error & { code?: string; port?: number }): string {
  if (error.code !== 'EADDRINUSE') return error.message;
  const taken = error.port === readPorts(process.env).otlp ? PORTS.otlp : PORTS.monitoring;
  return `port ${error.port} (${taken.what}) is taken; set ${taken.variable} or FLIGHTDECK_PORT_OFFSET to change it`;
}
