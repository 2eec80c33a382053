import { startTelemetry } from '@flightdeck/telemetry';
import { systemClock } from '../src/clock.ts';
import { readSubscriberConfig } from '../src/config.ts';
import { createPubSubClients } from '../src/google/clients.ts';
import { isPermanent } from '../src/google/failures.ts';
import { createWarehouse } from '../src/google/warehouse.ts';
import { createIntake } from '../src/intake.ts';
import { measureAppends } from '../src/measure-appends.ts';
import { createPipeline } from '../src/pipeline.ts';
import { pipelineLimits } from '../src/start.ts';
import { createObserver } from '../src/telemetry.ts';
import { createTracing } from '../src/tracing.ts';
import { createMeter } from './measure.ts';

// The subscriber as it is, telemetry included; only its end is added, after the last ack.
const config = readSubscriberConfig(process.env);
const settled = createMeter(process.env);
const telemetry = startTelemetry({ service: 'subscriber', env: process.env, logTo: process.stderr });
const tracing = createTracing(telemetry.tracer, config.PUBSUB_SUBSCRIPTION);
const shared = { clock: systemClock, random: Math.random, observer: createObserver(telemetry, tracing) };
const clients = await createPubSubClients(config.GOOGLE_CLOUD_PROJECT);
const intake = createIntake(config, clients, shared);
const broker = {
  ...intake.broker,
  acknowledge: async (ackIds: readonly string[]) => {
    await intake.broker.acknowledge(ackIds);
    settled(ackIds.length);
  },
};
const warehouse = tracing.traced(measureAppends(createWarehouse(config, systemClock), 'append', telemetry));
const pipeline = createPipeline({ ...shared, broker, warehouse, isPermanent }, pipelineLimits(config));
intake.start(pipeline);
