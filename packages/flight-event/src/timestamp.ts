const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/** Years a flight can be scheduled in: the range in which microseconds are safe integers, with room. */
const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;

const MINUTE_MS = 60_000;
/** Events of one day come together: the calendar is asked once a day, not once an event. */
const dayStarts = new Map<number, number>();
const MAX_DAYS_REMEMBERED = 4_096;

/**
 * Microseconds since 1970-01-01T00:00:00Z of an RFC 3339 timestamp; digits past the microsecond, which
 * BigQuery cannot hold, are cut off.
 * @returns undefined when the text is not an RFC 3339 timestamp of a real day in the years 1970 to 2199
 */
export function timestampMicros(text: string): number | undefined {
  const match = RFC_3339.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, sign, zoneHour, zoneMinute] = match;
  const dayStart = startOfDay(Number(year), Number(month), Number(day));
  if (dayStart === undefined) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  let ms = dayStart + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1_000;
  if (sign !== undefined) {
    if (Number(zoneHour) > 23 || Number(zoneMinute) > 59) return undefined;
    const offset = (Number(zoneHour) * 60 + Number(zoneMinute)) * MINUTE_MS;
    ms -= sign === '-' ? -offset : offset;
  }
  const micros = fraction === undefined ? 0 : Number(fraction.slice(0, 6).padEnd(6, '0'));
  return ms * 1_000 + micros;
}

function startOfDay(year: number, month: number, day: number): number | undefined {
  const key = year * 10_000 + month * 100 + day;
  const known = dayStarts.get(key);
  if (known !== undefined) return known;
  if (year < FIRST_YEAR || year > LAST_YEAR) return undefined;
  const ms = Date.UTC(year, month - 1, day);
  const date = new Date(ms);
  // Date.UTC turns 30 February into 2 March; a real day comes back as it was given.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  if (dayStarts.size >= MAX_DAYS_REMEMBERED) dayStarts.clear();
  dayStarts.set(key, ms);
  return ms;
}
