import { parseArgs } from 'node:util';
import { wholeNumber } from '@flightdeck/service';
import { PubSub } from '@google-cloud/pubsub';

// Publishes messages that no row can be made of, of several kinds in turn, to the topic of the pipeline that
// PUBSUB_EMULATOR_HOST names.
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100' },
    system: { type: 'string', default: 'system-01' },
    // Goes into the ids, so that the poison of two publications is told apart.
    label: { type: 'string' },
  },
});
const count = wholeNumber(1, 10_000).parse(values.count);
const host = process.env.PUBSUB_EMULATOR_HOST ?? '';
if (!/^(127\.0\.0\.1|localhost):\d+$/.test(host)) {
  throw new Error('PUBSUB_EMULATOR_HOST: expected a port of this machine; poison goes nowhere else');
}

const idOf = (number: number): string =>
  values.label === undefined ? `poison-${number}` : `poison-${values.label}-${number}`;

const flight = {
  event_id: 'poison',
  system: values.system,
  occurred_at: '2001-01-01T00:00:00Z',
  origin: 'ATL',
  destination: 'ORD',
  delay_minutes: 0,
  distance_miles: 606,
};
const KINDS: readonly ((number: number) => string)[] = [
  () => 'not JSON',
  () => '[]',
  (number) => JSON.stringify({ ...flight, event_id: idOf(number), delay_minutes: 'late' }),
  (number) => JSON.stringify({ ...flight, event_id: idOf(number), origin: 'Atlanta' }),
  (number) => JSON.stringify({ ...flight, event_id: idOf(number), distance_miles: -1 }),
  (number) => JSON.stringify({ event_id: idOf(number), system: values.system }),
];

const pubsub = new PubSub({ projectId: process.env.GOOGLE_CLOUD_PROJECT ?? 'flightdeck-local' });
const topic = pubsub.topic('flights');
await Promise.all(
  Array.from({ length: count }, (_, number) => {
    const data = (KINDS[number % KINDS.length] as (typeof KINDS)[number])(number);
    const attributes = {
      'ce-specversion': '1.0',
      'ce-type': 'flightdeck.flight.v1',
      'ce-source': `/systems/${values.system}`,
      'ce-id': idOf(number),
      'ce-time': new Date().toISOString(),
    };
    return topic.publishMessage({ data: Buffer.from(data), attributes });
  }),
);
await pubsub.close();
console.log(`published ${count} messages that cannot be stored`);
