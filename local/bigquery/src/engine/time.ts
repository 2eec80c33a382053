/** Microseconds and their text, as GoogleSQL reads and writes them. */

const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const TIME = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?$/;
const DATETIME = /^(\d{4}-\d{1,2}-\d{1,2})(?:(?:[Tt]|\s+)(\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d{1,9})?))?$/;
const ZONE = /\s*(?:(Z|UTC|GMT)|([+-])(\d{1,2})(?::?(\d{2}))?)$/i;

const MICROS_PER_SECOND = 1_000_000n;
const MICROS_PER_DAY = 86_400n * MICROS_PER_SECOND;
const MICROS_PER_MILLISECOND = 1000n;
const MS_PER_DAY = 86_400_000;

/** Days since 1970-01-01, or undefined when `text` is no date. */
export function parseDate(text: string): number | undefined {
  const match = DATE.exec(text);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return Math.floor(date.getTime() / MS_PER_DAY);
}

/** Microseconds since midnight, or undefined. */
export function parseTime(text: string): bigint | undefined {
  const match = TIME.exec(text);
  if (!match) return undefined;
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const micros = Number((match[4] ?? '').slice(0, 6).padEnd(6, '0'));
  return BigInt((hour * 3600 + minute * 60 + second) * 1_000_000 + micros);
}

/** Microseconds since 1970 of a civil time, or undefined. */
export function parseDatetime(text: string): bigint | undefined {
  const match = DATETIME.exec(text);
  if (!match) return undefined;
  const days = parseDate(match[1] ?? '');
  const time = match[2] === undefined ? 0n : parseTime(match[2]);
  return days === undefined || time === undefined ? undefined : BigInt(days) * MICROS_PER_DAY + time;
}

/** RFC 3339 in its common form: worth its own path, as every streamed row has several of them. */
const COMMON = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/;

/** Microseconds since 1970 UTC; without a zone the text is UTC. Undefined when it is no timestamp. */
export function parseTimestamp(text: string): bigint | undefined {
  if (COMMON.test(text)) {
    const milliseconds = Date.parse(text);
    if (!Number.isNaN(milliseconds)) return BigInt(milliseconds) * MICROS_PER_MILLISECOND;
  }
  // A bare date ends like an offset ("-05"): only text with a time can carry a zone.
  const zone = text.includes(':') ? ZONE.exec(text) : null;
  const civil = parseDatetime(zone ? text.slice(0, zone.index) : text.trim());
  if (civil === undefined) return undefined;
  if (!zone || zone[1] !== undefined) return civil;
  const seconds = BigInt(Number(zone[3]) * 3600 + Number(zone[4] ?? 0) * 60);
  return zone[2] === '-' ? civil + seconds * MICROS_PER_SECOND : civil - seconds * MICROS_PER_SECOND;
}

/** `2001-02-03` from days since 1970. */
export function formatDate(days: number): string {
  const date = new Date(days * MS_PER_DAY);
  return `${String(date.getUTCFullYear()).padStart(4, '0')}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
}

/** `04:05:06` or `04:05:06.789000` from microseconds since midnight. */
export function formatTime(micros: bigint): string {
  const seconds = Number(micros / MICROS_PER_SECOND);
  const fraction = Number(micros % MICROS_PER_SECOND);
  const text = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return fraction === 0 ? text : `${text}.${String(fraction).padStart(6, '0')}`;
}

/** `2001-02-03T04:05:06` from microseconds since 1970. */
export function formatDatetime(micros: bigint): string {
  const inDay = ((micros % MICROS_PER_DAY) + MICROS_PER_DAY) % MICROS_PER_DAY;
  return `${formatDate(Number((micros - inDay) / MICROS_PER_DAY))}T${formatTime(inDay)}`;
}

/** BigQuery's float form of a TIMESTAMP: seconds with a fraction, e.g. `9.81183906E8`. */
export function formatTimestampSeconds(micros: bigint): string {
  const negative = micros < 0n;
  const absolute = negative ? -micros : micros;
  const fraction = String(absolute % MICROS_PER_SECOND)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${negative ? '-' : ''}${absolute / MICROS_PER_SECOND}.${fraction === '' ? '0' : fraction}`;
}

const two = (value: number): string => String(value).padStart(2, '0');
