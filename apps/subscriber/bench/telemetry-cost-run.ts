import { systemName, toMessage } from '@flightdeck/flight-event';
import { injectTraceContext, startTelemetry } from '@flightdeck/telemetry';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { systemClock } from '../src/clock.ts';
import { encodeRow } from '../src/google/row-encoder.ts';
import { measureAppends } from '../src/measure-appends.ts';
import { createPipeline } from '../src/pipeline.ts';
import type { Broker, Message, Warehouse } from '../src/ports.ts';
import { createObserver } from '../src/telemetry.ts';
import { createTracing } from '../src/tracing.ts';

/** One run: prints events per second of processor time. Its environment switches telemetry. */
const EVENTS = 300_000;
const WARM_UP = 100_000;
const DELIVERED_AT_ONCE = 1_000;

const telemetry = startTelemetry({ service: 'subscriber', env: process.env });
const tracing = createTracing(telemetry.tracer, 'flights-subscriber');

const broker: Broker = {
  acknowledge: async () => {},
  modifyAckDeadline: async () => {},
  publishDeadLetters: async () => {},
};
const warehouse: Warehouse = {
  append: async (rows, ingestedAtMicros) => {
    for (const row of rows) encodeRow(row, ingestedAtMicros);
    return { refused: [], restStored: true };
  },
};
const pipeline = createPipeline(
  {
    clock: systemClock,
    random: Math.random,
    broker,
    warehouse: tracing.traced(measureAppends(warehouse, 'append', telemetry)),
    isPermanent: () => false,
    observer: createObserver(telemetry, tracing),
  },
  {
    outstanding: { maxMessages: 10 * DELIVERED_AT_ONCE, maxBytes: 1e9 },
    batch: { maxEvents: 2_000, maxBytes: 4_000_000, lingerMs: 1, maxInFlight: 3 },
  },
);

// As the publisher does: what its sampler lets through carries a trace.
function message(number: number): Message {
  const span = telemetry.tracer.startSpan('publish');
  const { data, attributes } = toMessage(
    {
      event_id: `bench-${number}`,
      system: systemName((number % 5) + 1),
      occurred_at: '2001-01-01T10:00:00Z',
      origin: 'SFO',
      destination: 'LAX',
      delay_minutes: number % 60,
      distance_miles: 337,
    },
    '/bench',
  );
  const traced = { ...attributes };
  injectTraceContext(traced, trace.setSpan(ROOT_CONTEXT, span));
  span.end();
  return {
    ackId: String(number),
    messageId: String(number),
    data,
    attributes: traced,
    publishedAtMicros: Date.now() * 1_000,
    receivedAt: Date.now(),
  };
}

async function run(first: number, events: number): Promise<number> {
  const messages = Array.from({ length: events }, (_, index) => message(first + index));
  const before = process.cpuUsage();
  for (let at = 0; at < events; at += DELIVERED_AT_ONCE) {
    pipeline.accept(messages.slice(at, at + DELIVERED_AT_ONCE));
    while (pipeline.outstanding.full) await new Promise((resolve) => setImmediate(resolve));
  }
  while (pipeline.outstanding.size > 0) await new Promise((resolve) => setImmediate(resolve));
  const { user, system } = process.cpuUsage(before);
  return (events / (user + system)) * 1_000_000;
}

await run(0, WARM_UP);
const rate = await run(WARM_UP, EVENTS);
process.stdout.write(String(rate), () => process.exit(0));
