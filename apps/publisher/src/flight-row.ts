import { type Fault, FIELDS, type FlightEvent, systemOf, timestampMicros } from '@flightdeck/flight-event';

/** The columns of a file of flights, as text or as JSON has them. */
export interface FlightRow {
  readonly date: unknown;
  readonly delay: unknown;
  readonly distance: unknown;
  readonly origin: unknown;
  readonly destination: unknown;
}

export const COLUMNS = [
  'date',
  'delay',
  'distance',
  'origin',
  'destination',
] as const satisfies readonly (keyof FlightRow)[];

/** Which field of the event comes from which column: a fault names what its author can see. */
const COLUMN_OF: Partial<Record<keyof FlightEvent, keyof FlightRow>> = {
  occurred_at: 'date',
  delay_minutes: 'delay',
  distance_miles: 'distance',
  origin: 'origin',
  destination: 'destination',
};

export type EventOrFaults =
  | { readonly event: FlightEvent; readonly faults?: never }
  | { readonly event?: never; readonly faults: readonly Fault[] };

/**
 * The event of a row. Its id is made of the data set's name and the row's number, so that a replay of the same file
 * is idempotent and equal rows stay two flights.
 * @param rowNumber from 1
 * @param systems how many systems the flights are dealt to, by origin
 */
export function toEvent(row: FlightRow, dataSet: string, rowNumber: number, systems: number): EventOrFaults {
  const event: Record<keyof FlightEvent, unknown> = {
    event_id: `${dataSet}-${rowNumber}`,
    system: systemOf(String(row.origin), systems),
    occurred_at: timestamp(row.date),
    origin: row.origin,
    destination: row.destination,
    delay_minutes: number(row.delay),
    distance_miles: number(row.distance),
  };
  let faults: Fault[] | undefined;
  for (const name of FIELD_NAMES) {
    const reason = FIELDS[name](event[name]);
    if (reason === undefined) continue;
    faults ??= [];
    faults.push({ field: COLUMN_OF[name] ?? name, reason });
  }
  return faults === undefined ? { event: event as FlightEvent } : { faults };
}

const FIELD_NAMES = Object.keys(FIELDS) as (keyof FlightEvent)[];

const LOCAL_TIME = /^(\d{4})[/-](\d{2})[/-](\d{2})[ T](\d{2}:\d{2})(:\d{2}(?:\.\d{1,6})?)?$/;

/** Dates without a zone are taken as UTC; what is no date comes back as it was, for the fault to show. */
function timestamp(date: unknown): unknown {
  if (typeof date !== 'string') return date;
  const local = LOCAL_TIME.exec(date);
  if (local === null) return timestampMicros(date) === undefined ? date : date.replace(' ', 'T');
  const [, year, month, day, minutes, seconds = ':00'] = local;
  const utc = `${year}-${month}-${day}T${minutes}${seconds}Z`;
  return timestampMicros(utc) === undefined ? date : utc;
}

const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

/** Text of CSV and DuckDB to numbers; everything else stays as it is, for the fault to show. */
const number = (value: unknown): unknown =>
  typeof value === 'string' && NUMBER.test(value.trim()) ? Number(value) : value;
