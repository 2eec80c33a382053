import { shutdownInOrder, stopSignal, toError } from '@flightdeck/service';
import { catalogue, startTelemetry } from '@flightdeck/telemetry';
import { Command } from 'commander';
import { CONFIG_HELP, readApiConfig } from './config.ts';
import { createService } from './service.ts';

// Cloud Run kills 10 s after SIGTERM; what is left after this is for the flush of the telemetry.
const SHUTDOWN_DEADLINE_MS = 6_000;

async function main(): Promise<void> {
  new Command('api').description('GET API over the warehouse.').addHelpText('after', CONFIG_HELP).parse();
  const config = readApiConfig(process.env);
  const telemetry = startTelemetry({ service: 'api', env: process.env });
  const { logger } = telemetry;
  // A series that begins with its first refusals shows no increase: the zero must have been there before.
  for (const reason of catalogue.apiShedRequests.labels.reason.values) {
    telemetry.instruments.apiShedRequests.add(0, { reason });
  }
  const service = createService(config, telemetry);
  const port = await service.start();
  logger.info({ port }, 'listening');

  const signal = await stopSignal();
  logger.info({ signal }, 'stopping');
  const reports = await shutdownInOrder(service.stopSteps, SHUTDOWN_DEADLINE_MS);
  for (const { step, error } of reports) logger.error({ err: error, step }, 'did not stop in order');
  logger.info('stopped');
  await telemetry.shutdown();
}

main().then(
  () => process.exit(0),
  (thrown: unknown) => {
    process.stderr.write(`api: ${toError(thrown).message}\n`);
    process.exit(1);
  },
);
