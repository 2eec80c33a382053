import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flightsViewQuery, tableDefinition } from '@flightdeck/flight-event';
import { PORTS, type PortName } from '@flightdeck/service';
import { BigQuery } from '@google-cloud/bigquery';
import { PubSub } from '@google-cloud/pubsub';
import { PassThroughClient } from 'google-auth-library';
import { freePorts } from '../../../scripts/free-ports.ts';
import { answers, type Process, start, until } from './processes.ts';

export type Part = 'pubsub' | 'bigquery' | 'subscriber';

const PROJECT = 'flightdeck-test';
const DATASET = 'flightdeck';

/** A broker, a warehouse and a subscriber of its own, as processes on free ports, with a data directory that goes. */
export interface System {
  readonly env: Readonly<Record<string, string>>;
  port(name: PortName): string;
  readonly pubsub: PubSub;
  readonly folder: string;
  pid(part: Part): number | undefined;
  /** kill -9, then the same process again on the same port and data. */
  killAndRestart(part: Part, extraEnv?: Record<string, string>): Promise<void>;
  stop(part: Part): ReturnType<Process['stop']>;
  close(): Promise<void>;
}

const SCRIPTS: Record<Part, string> = {
  pubsub: 'local/pubsub/src/main.ts',
  bigquery: 'local/bigquery/src/main.ts',
  subscriber: 'apps/subscriber/src/main.ts',
};

export async function startSystem({ subscriber = true } = {}): Promise<System> {
  const folder = await mkdtemp(join(tmpdir(), 'flightdeck-'));
  const ports = await portVariables();
  const port = (name: PortName): string => ports[PORTS[name].variable] ?? '';
  const env = {
    ...ports,
    GOOGLE_CLOUD_PROJECT: PROJECT,
    PUBSUB_EMULATOR_HOST: `127.0.0.1:${port('pubsub')}`,
    BIGQUERY_API_ENDPOINT: `http://127.0.0.1:${port('bigquery')}`,
    BIGQUERY_STORAGE_ENDPOINT: `http://127.0.0.1:${port('bigqueryStorage')}`,
    BIGQUERY_DATASET: DATASET,
    PORT: port('subscriber'),
    METRICS_EXPORTER: 'none',
    // Nothing listens there: telemetry that cannot be sent must not matter.
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port('otlp')}`,
    METADATA_SERVER_DETECTION: 'none',
  };
  const ready: Record<Part, string> = {
    pubsub: `http://127.0.0.1:${port('pubsubAdmin')}/readyz`,
    bigquery: `http://127.0.0.1:${port('bigquery')}/_flightdeck/readyz`,
    subscriber: `http://127.0.0.1:${port('subscriber')}/readyz`,
  };
  const running = {} as Record<Part, Process>;
  const launch = async (part: Part, extraEnv: Record<string, string> = {}): Promise<void> => {
    const args = part === 'subscriber' ? [] : ['--data', join(folder, part)];
    const process = start(SCRIPTS[part], args, { ...env, ...extraEnv });
    running[part] = process;
    let ended: string | undefined;
    void process.finished.then(({ code, stderr }) => {
      ended = `${part} ended with ${code}: ${stderr}`;
    });
    await until(`${part} to be ready`, () => {
      if (ended !== undefined) throw new Error(ended);
      return answers(ready[part]);
    });
  };

  await Promise.all([launch('pubsub'), launch('bigquery')]);
  // The clients read these from the environment of their own process.
  process.env['PUBSUB_EMULATOR_HOST'] = env.PUBSUB_EMULATOR_HOST;
  process.env['METADATA_SERVER_DETECTION'] = env.METADATA_SERVER_DETECTION;
  const pubsub = new PubSub({ projectId: PROJECT });
  await Promise.all([provisionMessaging(pubsub), provisionWarehouse(env.BIGQUERY_API_ENDPOINT)]);
  if (subscriber) await launch('subscriber');

  return {
    env,
    port,
    pubsub,
    folder,
    pid: (part) => running[part].pid,
    async killAndRestart(part, extraEnv) {
      await running[part].kill();
      await launch(part, extraEnv);
    },
    stop: (part) => running[part].stop(),
    async close() {
      await pubsub.close();
      if (subscriber) await running.subscriber.stop();
      await Promise.all([running.pubsub.stop(), running.bigquery.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function portVariables(): Promise<Record<string, string>> {
  const variables = Object.values(PORTS).map(({ variable }) => variable);
  const ports = await freePorts(variables.length);
  return Object.fromEntries(variables.map((variable, index) => [variable, String(ports[index])]));
}

async function provisionMessaging(pubsub: PubSub): Promise<void> {
  const [[topic], [deadLetters]] = await Promise.all([
    pubsub.createTopic('flights'),
    pubsub.createTopic('flights-dead-letter'),
  ]);
  await deadLetters.createSubscription('flights-dead-letter', { ackDeadlineSeconds: 60 });
  await topic.createSubscription('flights-subscriber', {
    ackDeadlineSeconds: 60,
    retryPolicy: { minimumBackoff: { seconds: 1 }, maximumBackoff: { seconds: 5 } },
    deadLetterPolicy: { deadLetterTopic: deadLetters.name, maxDeliveryAttempts: 10 },
  });
}

async function provisionWarehouse(apiEndpoint: string): Promise<void> {
  const bigquery = new BigQuery({ projectId: PROJECT, apiEndpoint, authClient: new PassThroughClient() });
  const [dataset] = await bigquery.createDataset(DATASET);
  await dataset.createTable('flight_events', tableDefinition);
  await dataset.createTable('flights', {
    view: { query: flightsViewQuery({ project: PROJECT, dataset: DATASET }), useLegacySql: false },
  });
}
