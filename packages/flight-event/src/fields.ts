import type { FlightEvent } from './event.ts';
import { timestampMicros } from './timestamp.ts';

/** Pub/Sub's own limit on an attribute value is 1,024 bytes; ids stay far below and fit any index. */
export const MAX_EVENT_ID_LENGTH = 128;
const EVENT_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
const SYSTEM = /^(?:system-(?:0[1-9]|[1-9][0-9])|canary)$/;
const IATA = /^[A-Z]{3}$/;

/** A week late or early; the largest in three million real flights is 28 hours. */
const MAX_DELAY_MINUTES = 7 * 24 * 60;
/** Half the circumference of the Earth: no flight is longer. */
const MAX_DISTANCE_MILES = 12_451;

/** Says what is wrong with a value and what would be right; undefined when nothing is. */
type Check = (value: unknown) => string | undefined;

const text =
  (accepts: (value: string) => boolean, expected: string): Check =>
  (value) => {
    if (typeof value !== 'string') return `expected ${expected}, got ${describe(value)}`;
    return accepts(value) ? undefined : `expected ${expected}, got ${describe(value)}`;
  };

const wholeNumber =
  (min: number, max: number, unit: string): Check =>
  (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
      ? undefined
      : `expected a whole number of ${unit} from ${min} to ${max}, got ${describe(value)}`;

/** Every field of an event and what it may hold. All are required; there are no others. */
export const FIELDS: Readonly<Record<keyof FlightEvent, Check>> = {
  event_id: text(
    (value) => EVENT_ID.test(value),
    `1 to ${MAX_EVENT_ID_LENGTH} characters of A-Z a-z 0-9 . _ : - starting with a letter or digit`,
  ),
  system: text((value) => SYSTEM.test(value), '"system-01" to "system-99" or "canary"'),
  occurred_at: text(
    (value) => timestampMicros(value) !== undefined,
    'an RFC 3339 timestamp with a zone, such as 2001-01-31T23:59:00Z, of the years 1970 to 2199',
  ),
  origin: text((value) => IATA.test(value), 'an IATA airport code, three letters A-Z'),
  destination: text((value) => IATA.test(value), 'an IATA airport code, three letters A-Z'),
  delay_minutes: wholeNumber(-MAX_DELAY_MINUTES, MAX_DELAY_MINUTES, 'minutes'),
  distance_miles: wholeNumber(1, MAX_DISTANCE_MILES, 'miles'),
};

/** Longest excerpt of a bad value that a reason repeats: reasons travel as attributes and log lines. */
const MAX_EXCERPT = 40;

/** A value as a reason may repeat it: its type, and a short excerpt of its text. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  if (typeof value !== 'string') return `${typeof value} ${String(value)}`;
  const excerpt = value.length > MAX_EXCERPT ? `${value.slice(0, MAX_EXCERPT)}…` : value;
  return `string ${JSON.stringify(excerpt)}`;
}
