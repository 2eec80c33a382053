import { shutdownInOrder, stopSignal, toError } from '@flightdeck/service';
import { startTelemetry } from '@flightdeck/telemetry';
import { readSubscriberConfig } from './config.ts';
import { startSubscriber } from './start.ts';

/** Cloud Run kills 10 s after SIGTERM; this leaves a second for the process itself. */
const SHUTDOWN_MS = 9_000;

try {
  // Listened for from the first moment: a stop that comes while starting must be as clean as a later one.
  const stopped = stopSignal();
  const config = readSubscriberConfig(process.env);
  const telemetry = startTelemetry({ service: 'subscriber', env: process.env });
  const subscriber = await startSubscriber(config, telemetry);
  telemetry.logger.info({ mode: config.INGEST_MODE, write: config.WAREHOUSE_WRITE }, 'subscriber started');
  const signal = await stopped;
  telemetry.logger.info({ signal }, 'stopping');
  const reports = await shutdownInOrder(subscriber.shutdownSteps, SHUTDOWN_MS);
  for (const { step, error } of reports)
    telemetry.logger.error({ step, reason: error.message }, 'unclean stop');
  process.exit(0);
} catch (thrown) {
  process.stderr.write(`subscriber: ${toError(thrown).message}\n`);
  process.exit(1);
}
