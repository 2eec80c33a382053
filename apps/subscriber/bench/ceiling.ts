import { systemClock } from '../src/clock.ts';
import { readSubscriberConfig } from '../src/config.ts';
import { createPubSubClients } from '../src/google/clients.ts';
import { createIntake } from '../src/intake.ts';
import type { Pipeline } from '../src/pipeline.ts';
import type { Message } from '../src/ports.ts';
import { createMeter } from './measure.ts';

// The ceiling: the same client, stream and acks as the subscriber's, and nothing done with the messages.
const config = readSubscriberConfig(process.env);
const settled = createMeter(process.env);
const observer = { stored() {}, deadLettered() {}, batch() {}, failure() {} };
const clients = await createPubSubClients(config.GOOGLE_CLOUD_PROJECT);
const intake = createIntake(config, clients, { clock: systemClock, random: Math.random, observer });

/** As many acks a request as the subscriber sends. */
const ACKS = config.INGEST_BATCH_EVENTS;
let waiting: string[] = [];
let cancelLinger: (() => void) | undefined;

const flush = (): void => {
  const ackIds = waiting;
  waiting = [];
  cancelLinger?.();
  cancelLinger = undefined;
  if (ackIds.length > 0) void intake.broker.acknowledge(ackIds).then(() => settled(ackIds.length));
};

const accept = (messages: readonly Message[]): void => {
  for (const { ackId } of messages) {
    waiting.push(ackId);
    if (waiting.length >= ACKS) flush();
  }
  cancelLinger ??= systemClock.after(config.INGEST_LINGER_MS, flush);
};

intake.start({ accept, controls() {} } as unknown as Pipeline);
