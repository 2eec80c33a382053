/** One scheduled flight as it travels over Pub/Sub; `parseFlightEvent` says what each field may hold. */
export interface FlightEvent {
  /** Idempotency key: equal for every delivery and every replay of one event. */
  readonly event_id: string;
  /** `system-01` … `system-99`, or `canary`. */
  readonly system: string;
  /** Scheduled departure, RFC 3339 with a zone. */
  readonly occurred_at: string;
  /** IATA airport codes. */
  readonly origin: string;
  readonly destination: string;
  /** Whole minutes, negative when early. */
  readonly delay_minutes: number;
  /** Whole statute miles, above zero. */
  readonly distance_miles: number;
}

/** A Pub/Sub message's attributes. */
export type Attributes = Readonly<Record<string, string>>;

/** CloudEvents `type` of the events this package speaks. */
export const EVENT_TYPE = 'flightdeck.flight.v1';

/** The system of the end-to-end prober's events: stored, readable by id, in no list and no aggregate. */
export const CANARY_SYSTEM = 'canary';

/** A metric label is made of `system`, so its values are bounded: 99 systems and the canary. */
export const MAX_SYSTEMS = 99;

/**
 * `system-01`, `system-02`, …
 * @param number 1 to MAX_SYSTEMS
 */
export const systemName = (number: number): string => `system-${String(number).padStart(2, '0')}`;
