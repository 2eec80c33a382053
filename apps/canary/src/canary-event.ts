import { CANARY_SYSTEM, type FlightEvent } from '@flightdeck/flight-event';

/**
 * The marked event: valid in every field, of a system of its own that no list and no aggregate shows.
 * @param occurredAtMs epoch milliseconds
 */
export const canaryEvent = (eventId: string, occurredAtMs: number): FlightEvent => ({
  event_id: eventId,
  system: CANARY_SYSTEM,
  occurred_at: new Date(occurredAtMs).toISOString(),
  origin: 'ZZZ',
  destination: 'ZZZ',
  delay_minutes: 0,
  distance_miles: 1,
});
