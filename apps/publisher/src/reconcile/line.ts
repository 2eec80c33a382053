import { type FlightEvent, timestampMicros } from '@flightdeck/flight-event';

/** Rows compared by one digest: few enough to list when it differs, enough to compare millions by thousands. */
export const GROUP_SIZE = 1_000;

export const groupOf = (row: number): number => Math.floor((row - 1) / GROUP_SIZE);

/** Every value of an event as one line; `digests.sql` and `lines.sql` make the same of a stored row. */
export const eventLine = (row: number, event: FlightEvent): string =>
  [
    row,
    event.system,
    timestampMicros(event.occurred_at),
    event.origin,
    event.destination,
    event.delay_minutes,
    event.distance_miles,
  ].join('|');

/** The row number a line begins with. */
export const rowOf = (line: string): number => Number(line.slice(0, line.indexOf('|')));
