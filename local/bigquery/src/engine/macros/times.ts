import { FORMATTED } from '../../googlesql/format-elements.ts';

/** Dates, times and their texts. */
export const TIME_MACROS: Readonly<Record<string, string>> = {
  'timestamp_micros(x)': 'make_timestamptz(x)',
  'timestamp_millis(x)': 'make_timestamptz(CAST(x AS BIGINT) * 1000)',
  'timestamp_seconds(x)': 'make_timestamptz(CAST(x AS BIGINT) * 1000000)',
  'unix_micros(x)': 'epoch_us(x)',
  'unix_millis(x)': 'CAST(floor(epoch_us(x) / 1000) AS BIGINT)',
  'unix_seconds(x)': 'CAST(floor(epoch_us(x) / 1000000) AS BIGINT)',
  // Of a TIMESTAMP or a DATETIME these take every part, and answer what they are given.
  'date_of(day, moved)':
    "CASE WHEN typeof(day) = 'DATE' AND moved <> date_trunc('day', moved) THEN __bq_fail('A DATE has no part smaller than DAY', moved) ELSE cast_to_type(moved, day) END",
  'date_add(day, period)': '__bq_date_of(day, day + period)',
  'date_sub(day, period)': '__bq_date_of(day, day - period)',
  'part_of(x, part)':
    "CASE WHEN typeof(x) = 'DATE' AND (ends_with(part, 'second') OR part IN ('minute', 'hour')) THEN __bq_fail('A DATE has no part ' || upper(part), x) ELSE part END",
  // Days from Monday, on which DuckDB's weeks begin.
  'week_start(part)':
    "list_position(['isoweek', 'week_tuesday', 'week_wednesday', 'week_thursday', 'week_friday', 'week_saturday', 'week'], CASE part WHEN 'week_monday' THEN 'isoweek' WHEN 'week_sunday' THEN 'week' ELSE part END) - 1",
  'unit(part)': "replace(split_part(part, '_', 1), 'isoweek', 'week')",
  'trunc_moment(x, part)':
    "CASE WHEN contains(part, 'week') THEN date_trunc('week', x - to_days(__bq_week_start(part))) + to_days(__bq_week_start(part)) ELSE date_trunc(__bq_unit(part), x) END",
  'timestamp_trunc(x, part)': '__bq_trunc_moment(CAST(x AS TIMESTAMPTZ), part)',
  'timestamp_trunc(x, part, zone)':
    '__bq_trunc_moment(CAST(x AS TIMESTAMPTZ) AT TIME ZONE zone, part) AT TIME ZONE zone',
  'datetime_trunc(x, part)': '__bq_trunc_moment(CAST(x AS TIMESTAMP), part)',
  'date_trunc(x, part)': 'cast_to_type(__bq_trunc_moment(CAST(x AS TIMESTAMP), __bq_part_of(x, part)), x)',
  'time_trunc(x, part)': "CAST(date_trunc(part, DATE '1970-01-01' + x) AS TIME)",
  'timestamp_diff(a, b, part)': 'date_sub(part, b::TIMESTAMPTZ, a::TIMESTAMPTZ)',
  'datetime_diff(a, b, part)':
    "CASE WHEN contains(part, 'week') THEN date_diff('day', __bq_trunc_moment(b::TIMESTAMP, part), __bq_trunc_moment(a::TIMESTAMP, part)) // 7 ELSE date_diff(__bq_unit(part), b::TIMESTAMP, a::TIMESTAMP) END",
  'date_diff(a, b, part)':
    "CASE WHEN typeof(a) = 'TIMESTAMP WITH TIME ZONE' THEN date_sub(__bq_unit(part), b::TIMESTAMPTZ, a::TIMESTAMPTZ) ELSE __bq_datetime_diff(a, b, __bq_part_of(a, part)) END",
  'last_day(x)': 'CAST(last_day(x) AS DATE)',
  'last_day(x, part)':
    "CAST(__bq_trunc_moment(CAST(x AS TIMESTAMP), part) + CASE WHEN part = 'year' THEN INTERVAL 1 YEAR WHEN part = 'quarter' THEN INTERVAL 3 MONTH WHEN part = 'month' THEN INTERVAL 1 MONTH WHEN contains(part, 'week') THEN INTERVAL 7 DAY ELSE __bq_fail('LAST_DAY by this part is not supported here', x) END - INTERVAL 1 DAY AS DATE)",
  // Buckets are counted from 1950.
  'timestamp_bucket(x, width)': "time_bucket(width, x, TIMESTAMPTZ '1950-01-01 00:00:00+00')",
  'timestamp_bucket(x, width, origin)': 'time_bucket(width, x, origin)',
  'datetime_bucket(x, width)': "time_bucket(width, x, TIMESTAMP '1950-01-01 00:00:00')",
  'datetime_bucket(x, width, origin)': 'time_bucket(width, x, origin)',
  'date_bucket(x, width)': "CAST(time_bucket(width, x, DATE '1950-01-01') AS DATE)",
  'date_bucket(x, width, origin)': 'CAST(time_bucket(width, x, origin) AS DATE)',
  'civil(x, zone)': 'CAST(x AS TIMESTAMPTZ) AT TIME ZONE zone',
  'date_at(x, zone)': 'CAST(x AT TIME ZONE zone AS DATE)',
  'extract_week(x)': "CAST(strftime(CAST(x AS TIMESTAMP), '%U') AS BIGINT)",
  'extract_week(x, part)': '(dayofyear(x) + 6 - (isodow(x) + 6 - __bq_week_start(part)) % 7) // 7',
  'extract_datetime(x)': 'CAST(x AS TIMESTAMP)',
  'extract_microsecond(x)': 'EXTRACT(microsecond FROM x) % 1000000',
  'extract_millisecond(x)': 'EXTRACT(microsecond FROM x) % 1000000 // 1000',
  'extract_date(x)': 'CAST(x AS DATE)',
  'extract_time(x)': 'CAST(CAST(x AS TIMESTAMP) AS TIME)',
  'format_moment(format, x)': FORMATTED,
  'format_timestamp(format, x)': "__bq_format_moment(format, CAST(x AT TIME ZONE 'UTC' AS TIMESTAMP))",
  'format_timestamp(format, x, zone)': '__bq_format_moment(format, x AT TIME ZONE zone)',
  'format_datetime(format, x)': '__bq_format_moment(format, CAST(x AS TIMESTAMP))',
  'format_date(format, x)': '__bq_format_moment(format, CAST(x AS TIMESTAMP))',
  'format_time(format, x)': "__bq_format_moment(format, DATE '1970-01-01' + x)",
  'parse_moment(format, x)': 'CAST(strptime(x, format) AS TIMESTAMP)',
  'parse_timestamp(format, x)': "__bq_parse_moment(format, x) AT TIME ZONE 'UTC'",
  'parse_timestamp(format, x, zone)': '__bq_parse_moment(format, x) AT TIME ZONE zone',
  'parse_datetime(format, x)': '__bq_parse_moment(format, x)',
  'parse_date(format, x)': 'CAST(__bq_parse_moment(format, x) AS DATE)',
  'parse_time(format, x)': 'CAST(__bq_parse_moment(format, x) AS TIME)',
  'current_datetime()': "now() AT TIME ZONE 'UTC'",
  'current_datetime(zone)': 'now() AT TIME ZONE zone',
  'current_time()': "CAST(now() AT TIME ZONE 'UTC' AS TIME)",
  'current_time(zone)': 'CAST(now() AT TIME ZONE zone AS TIME)',
  'unix_date(x)': "date_diff('day', DATE '1970-01-01', x)",
  'date_from_unix_date(x)': "DATE '1970-01-01' + CAST(x AS INTEGER)",
};
