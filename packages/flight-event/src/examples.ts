import { cloudEventAttributes, type FlightEventMessage, toMessage } from './cloud-event.ts';
import { type FlightEvent, systemName } from './event.ts';
import { MAX_EVENT_BYTES } from './parse.ts';

const SOURCE = '/flightdeck/examples';

/** A valid event; `number` makes its id unique. */
export const exampleEvent = (number = 1): FlightEvent => ({
  event_id: `example-${number}`,
  system: systemName(1 + (number % 3)),
  occurred_at: '2001-01-01T00:47:00Z',
  origin: 'DTW',
  destination: 'LAS',
  delay_minutes: 66,
  distance_miles: 1750,
});

/** The Pub/Sub message of a valid event. */
export const exampleMessage = (number = 1): FlightEventMessage => toMessage(exampleEvent(number), SOURCE);

/** A kind of message that is no valid event. */
export interface PoisonKind {
  readonly kind: string;
  /** The field that its first fault names. */
  readonly field: string;
  readonly make: (number: number) => FlightEventMessage;
}

const withData = (number: number, data: Buffer): FlightEventMessage => ({ ...exampleMessage(number), data });
const withFields = (number: number, fields: Record<string, unknown>): FlightEventMessage =>
  withData(number, Buffer.from(JSON.stringify({ ...exampleEvent(number), ...fields })));
const withAttributes = (number: number, attributes: Record<string, string>): FlightEventMessage => ({
  data: exampleMessage(number).data,
  attributes: { ...cloudEventAttributes(exampleEvent(number), SOURCE), ...attributes },
});
const without = (number: number, field: keyof FlightEvent): FlightEventMessage => {
  const { [field]: _, ...rest } = exampleEvent(number);
  return withData(number, Buffer.from(JSON.stringify(rest)));
};

/** Twelve ways to be wrong; tests, drills and the poison experiment mix them among good messages. */
export const poisonKinds: readonly PoisonKind[] = [
  { kind: 'not JSON', field: 'data', make: (n) => withData(n, Buffer.from('{"event_id": "exam')) },
  { kind: 'not UTF-8', field: 'data', make: (n) => withData(n, Buffer.from([0x7b, 0xff, 0xfe, 0x7d])) },
  { kind: 'empty', field: 'data', make: (n) => withData(n, Buffer.alloc(0)) },
  { kind: 'oversize', field: 'data', make: (n) => withFields(n, { note: 'x'.repeat(MAX_EVENT_BYTES) }) },
  { kind: 'not an object', field: 'data', make: (n) => withData(n, Buffer.from('[1, 2, 3]')) },
  { kind: 'missing field', field: 'origin', make: (n) => without(n, 'origin') },
  { kind: 'wrong type', field: 'delay_minutes', make: (n) => withFields(n, { delay_minutes: 'late' }) },
  { kind: 'fraction', field: 'distance_miles', make: (n) => withFields(n, { distance_miles: 1750.5 }) },
  {
    kind: 'unknown airport syntax',
    field: 'destination',
    make: (n) => withFields(n, { destination: 'las ' }),
  },
  {
    kind: 'impossible day',
    field: 'occurred_at',
    make: (n) => withFields(n, { occurred_at: '2001-02-30T00:00:00Z' }),
  },
  {
    kind: 'future schema',
    field: 'ce-type',
    make: (n) => withAttributes(n, { 'ce-type': 'flightdeck.flight.v2' }),
  },
  { kind: 'id mismatch', field: 'ce-id', make: (n) => withAttributes(n, { 'ce-id': `other-${n}` }) },
];
