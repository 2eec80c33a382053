import type { ShutdownStep } from '@flightdeck/service';
import type { Telemetry } from '@flightdeck/telemetry';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { createPubSubClients } from './google/clients.ts';
import { isPermanent } from './google/failures.ts';
import { createWarehouse } from './google/warehouse.ts';
import { createHttpServer, listen } from './http.ts';
import { createIntake, type StartedIntake } from './intake.ts';
import { measureAppends } from './measure-appends.ts';
import { createPipeline, type PipelineLimits } from './pipeline.ts';
import { createObserver, observeSaturation } from './telemetry.ts';
import { createTracing } from './tracing.ts';

export interface RunningSubscriber {
  /** In the order in which they must run. */
  readonly shutdownSteps: readonly ShutdownStep[];
}

/** Storage Write takes 10 MB a request and insertAll too; JSON data is the larger form of a row. */
const MAX_BATCH_BYTES = 4_000_000;

/** Of the ten seconds after SIGTERM: for writing and acking what is held. The rest is for giving back and closing. */
const DRAIN_MS = 5_000;
const TELEMETRY_FLUSH_MS = 1_500;

/** Wires the stages to Pub/Sub and BigQuery: receive → decode → batch → write → settle. */
export async function startSubscriber(config: Config, telemetry: Telemetry): Promise<RunningSubscriber> {
  const tracing = createTracing(telemetry.tracer, config.PUBSUB_SUBSCRIPTION);
  const observer = createObserver(telemetry, tracing);
  const shared = { clock: systemClock, random: Math.random, observer };
  const clients = await createPubSubClients(config.GOOGLE_CLOUD_PROJECT);
  const warehouse = measureAppends(
    createWarehouse(config, systemClock),
    config.WAREHOUSE_WRITE === 'insert-all' ? 'insert_all' : 'append',
    telemetry,
  );
  const intake = createIntake(config, clients, shared);
  const pipeline = createPipeline(
    { ...shared, broker: intake.broker, warehouse: tracing.traced(warehouse), isPermanent },
    pipelineLimits(config),
  );
  observeSaturation(telemetry, pipeline.outstanding, config.INGEST_MAX_OUTSTANDING);

  let started: StartedIntake | undefined;
  let stopping = false;
  const server = createHttpServer(() => {
    const connected = started?.connected ?? false;
    const detail = { connected, stopping, outstanding: pipeline.outstanding.size };
    return { ready: connected && !stopping, detail };
  }, intake.handler(pipeline));
  // Before anything is received: a process that cannot listen must not have leased messages.
  await listen(server, config.PORT);
  started = intake.start(pipeline);

  return {
    shutdownSteps: [
      {
        name: 'stop receiving',
        run: () => {
          stopping = true;
          started?.stop();
        },
      },
      {
        name: 'flush, ack, give back the rest',
        run: async () => {
          const { givenBack } = await pipeline.drain(DRAIN_MS);
          telemetry.logger.info({ givenBack }, 'drained');
        },
      },
      { name: 'flush telemetry', run: () => telemetry.shutdown(TELEMETRY_FLUSH_MS) },
      {
        name: 'close',
        run: async () => {
          server.close();
          server.closeAllConnections();
          await Promise.all([warehouse.close(), clients.close()]);
        },
      },
    ],
  };
}

/** What a configuration allows the pipeline. */
export const pipelineLimits = (config: Config): PipelineLimits => ({
  outstanding: {
    maxMessages: config.INGEST_MAX_OUTSTANDING,
    maxBytes: config.INGEST_MAX_OUTSTANDING_BYTES,
  },
  batch: {
    maxEvents: config.INGEST_BATCH_EVENTS,
    maxBytes: MAX_BATCH_BYTES,
    lingerMs: config.INGEST_LINGER_MS,
    maxInFlight: config.INGEST_WRITES_IN_FLIGHT,
  },
});
