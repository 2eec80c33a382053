import type { Config } from './config.ts';
import { createBroker } from './google/broker.ts';
import type { PubSubClients } from './google/clients.ts';
import { pullStreamOpener } from './google/pull-stream.ts';
import type { Handler } from './http.ts';
import type { Pipeline } from './pipeline.ts';
import type { Broker, Clock, Observer, Random } from './ports.ts';
import { createTokenVerifier } from './push/oidc.ts';
import { createPushEndpoint } from './push/push-endpoint.ts';
import { createReceiver } from './receive.ts';

/** How messages come in and how they are settled: by pull, or by push. */
export interface Intake {
  readonly broker: Broker;
  /** Takes HTTP requests other than health checks; undefined when there are none. */
  handler(pipeline: Pipeline): Handler | undefined;
  start(pipeline: Pipeline): StartedIntake;
}

export interface StartedIntake {
  /** Whether messages can arrive now. */
  readonly connected: boolean;
  /** No message arrives after this. */
  stop(): void;
}

export interface IntakePorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly observer: Observer;
}

/** The intake that `INGEST_MODE` selects. */
export function createIntake(config: Config, clients: PubSubClients, ports: IntakePorts): Intake {
  const project = `projects/${config.GOOGLE_CLOUD_PROJECT}`;
  const subscription = `${project}/subscriptions/${config.PUBSUB_SUBSCRIPTION}`;
  const deadLetterTopic = `${project}/topics/${config.PUBSUB_DEAD_LETTER_TOPIC}`;
  const broker = createBroker(clients, { subscription, deadLetterTopic });
  return config.INGEST_MODE === 'pull'
    ? pullIntake(config, clients, broker, subscription, ports)
    : pushIntake(config, broker, ports);
}

function pullIntake(
  config: Config,
  clients: PubSubClients,
  broker: Broker,
  subscription: string,
  ports: IntakePorts,
): Intake {
  const open = pullStreamOpener(clients.subscriber, {
    subscription,
    maxOutstandingMessages: config.INGEST_MAX_OUTSTANDING,
    maxOutstandingBytes: config.INGEST_MAX_OUTSTANDING_BYTES,
  });
  return {
    broker,
    handler: () => undefined,
    start(pipeline) {
      const receiver = createReceiver(open, pipeline.accept, ports);
      pipeline.controls(receiver);
      return receiver;
    },
  };
}

function pushIntake(config: Config, { publishDeadLetters }: Broker, { clock }: IntakePorts): Intake {
  const { PUSH_AUDIENCE: audience, PUSH_SERVICE_ACCOUNT: serviceAccount, PUSH_CERTS_URL: certsUrl } = config;
  const verify =
    audience === undefined ? undefined : createTokenVerifier({ audience, serviceAccount, certsUrl });
  const endpoint = createPushEndpoint(publishDeadLetters, verify, clock.now);
  return {
    broker: endpoint.broker,
    handler: endpoint.handler,
    // Requests that come while stopping are given back by the pipeline, which answers 503.
    start: () => ({ connected: true, stop() {} }),
  };
}
