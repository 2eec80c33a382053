import { type Attributes, EVENT_TYPE, type FlightEvent } from './event.ts';

export interface FlightEventMessage {
  readonly data: Buffer;
  readonly attributes: Attributes;
}

/**
 * CloudEvents 1.0 attributes of an event, as Pub/Sub message attributes (binary mode).
 * @param source who publishes, a URI reference such as `/flightdeck/publisher`
 */
export const cloudEventAttributes = (event: FlightEvent, source: string): Record<string, string> => ({
  'ce-specversion': '1.0',
  'ce-type': EVENT_TYPE,
  'ce-source': source,
  'ce-id': event.event_id,
  'ce-time': event.occurred_at,
  'content-type': 'application/json',
});

/** The Pub/Sub message that carries an event. @param source as in `cloudEventAttributes` */
export const toMessage = (event: FlightEvent, source: string): FlightEventMessage => ({
  data: Buffer.from(JSON.stringify(event)),
  attributes: cloudEventAttributes(event, source),
});
