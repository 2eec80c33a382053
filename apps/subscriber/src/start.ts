import type { ShutdownStep } from '@flightdeck/service';
import type { Telemetry } from '@flightdeck/telemetry';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { createBroker } from './google/broker.ts';
import { createPubSubClients } from './google/clients.ts';
import { isPermanent } from './google/failures.ts';
import { pullStreamOpener } from './google/pull-stream.ts';
import { createWarehouse } from './google/warehouse.ts';
import { createHttpServer, listen } from './http.ts';
import { createPipeline } from './pipeline.ts';
import { createReceiver } from './receive.ts';
import { createObserver, observeSaturation } from './telemetry.ts';

export interface RunningSubscriber {
  /** In the order in which they must run. */
  readonly shutdownSteps: readonly ShutdownStep[];
}

/** Of the ten seconds after SIGTERM: for writing and acking what is held. The rest is for giving back and closing. */
const DRAIN_MS = 5_500;
const TELEMETRY_FLUSH_MS = 1_500;

/** Wires the stages to Pub/Sub and BigQuery: pull → decode → batch → write → settle. */
export async function startSubscriber(config: Config, telemetry: Telemetry): Promise<RunningSubscriber> {
  const project = `projects/${config.GOOGLE_CLOUD_PROJECT}`;
  const subscription = `${project}/subscriptions/${config.PUBSUB_SUBSCRIPTION}`;
  const observer = createObserver(telemetry);
  const clients = await createPubSubClients(config.GOOGLE_CLOUD_PROJECT);
  const warehouse = createWarehouse(config, systemClock);
  const broker = createBroker(clients, {
    subscription,
    deadLetterTopic: `${project}/topics/${config.PUBSUB_DEAD_LETTER_TOPIC}`,
  });
  const ports = { clock: systemClock, random: Math.random, broker, warehouse, isPermanent, observer };
  const pipeline = createPipeline(ports, {
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
  const open = pullStreamOpener(clients.subscriber, {
    subscription,
    maxOutstandingMessages: config.INGEST_MAX_OUTSTANDING,
    maxOutstandingBytes: config.INGEST_MAX_OUTSTANDING_BYTES,
  });
  const receiver = createReceiver(open, pipeline.accept, ports);
  pipeline.controls(receiver);
  observeSaturation(telemetry, pipeline.outstanding, config.INGEST_MAX_OUTSTANDING);

  let stopping = false;
  const server = createHttpServer(() => ({
    ready: receiver.connected && !stopping,
    detail: { connected: receiver.connected, stopping, outstanding: pipeline.outstanding.size },
  }));
  await listen(server, config.PORT);

  return {
    shutdownSteps: [
      {
        name: 'stop receiving',
        run: () => {
          stopping = true;
          receiver.stop();
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
          await Promise.all([warehouse.close(), clients.close()]);
        },
      },
    ],
  };
}

/** Storage Write takes 10 MB a request and insertAll too; JSON data is the larger form of a row. */
const MAX_BATCH_BYTES = 4_000_000;
