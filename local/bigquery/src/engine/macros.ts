import type { DuckDBConnection } from '@duckdb/node-api';
import { FORMATTED } from '../googlesql/format-elements.ts';
import { JSON_MACROS } from './json-macros.ts';

/** A regular expression without what only looks like a group: escapes and classes. */
const BARE_PATTERN = "regexp_replace(regexp_replace(pattern, '\\\\.', '', 'g'), '\\[\\]?[^]]*\\]', '', 'g')";
const GROUP = '\\(([^?]|\\?P?<)';

/** Whether a regular expression has a group: GoogleSQL extracts that, else the whole match. */
const HAS_GROUP = `regexp_matches(${BARE_PATTERN}, '${GROUP}')`;
const HAS_GROUPS = `regexp_matches(${BARE_PATTERN}, '${GROUP}.*${GROUP}')`;

/** BigQuery refuses a pattern with several groups. */
const EXTRACTED = `CASE WHEN ${HAS_GROUPS} THEN __bq_fail('Regular expression has more than one group', pattern) WHEN NOT regexp_matches(value, pattern) THEN NULL WHEN ${HAS_GROUP} THEN regexp_extract(value, pattern, 1) ELSE regexp_extract(value, pattern, 0) END`;

/** DuckDB drops the zeros at the end of a fraction of a second, GoogleSQL writes three or six digits. */
const FULL_FRACTION =
  "regexp_replace(regexp_replace(CAST(x AS VARCHAR), '\\.(\\d|\\d{4})(\\D|$)', '.\\100\\2'), '\\.(\\d{2}|\\d{5})(\\D|$)', '.\\10\\2')";

const TO_STRING = `CASE
  WHEN typeof(x) = 'DOUBLE' THEN replace(regexp_replace(CAST(x AS VARCHAR), '\\.0$', ''), 'nan', 'NaN')
  WHEN typeof(x) = 'BLOB' THEN decode(CAST(CAST(x AS VARCHAR) AS BLOB))
  WHEN starts_with(typeof(x), 'TIME') THEN ${FULL_FRACTION}
  WHEN starts_with(typeof(x), 'DECIMAL') THEN regexp_replace(regexp_replace(CAST(x AS VARCHAR), '(\\.\\d*?)0+$', '\\1'), '\\.$', '')
  ELSE CAST(x AS VARCHAR) END`;

const TO_INT64 = `CASE
  WHEN typeof(x) = 'DOUBLE' THEN CAST(round(CAST(CAST(x AS VARCHAR) AS DOUBLE)) AS BIGINT)
  WHEN typeof(x) = 'VARCHAR' AND NOT regexp_full_match(CAST(x AS VARCHAR), '\\s*[+-]?(\\d+|0[xX][0-9a-fA-F]+)\\s*')
    THEN __bq_fail('Bad int64 value: ' || x, x)
  WHEN typeof(x) = 'VARCHAR' AND starts_with(trim(CAST(x AS VARCHAR)), '-0x') THEN -CAST(substr(trim(CAST(x AS VARCHAR)), 2) AS BIGINT)
  ELSE CAST(x AS BIGINT) END`;

const TO_BOOL = `CASE
  WHEN typeof(x) = 'VARCHAR' AND lower(CAST(x AS VARCHAR)) NOT IN ('true', 'false') THEN __bq_fail('Bad bool value: ' || x, x)
  ELSE CAST(x AS BOOLEAN) END`;

/** Division of INT64 answers FLOAT64, of NUMERIC NUMERIC. */
const quotient = 'cast_to_type(x / y, __bq_fraction(x + y))';

/**
 * GoogleSQL functions that the translator leaves wrong or untouched, written as DuckDB macros. The
 * rewriter renames calls `F(…)` to `__bq_f(…)`, which the translator passes through as an unknown function.
 */
export const MACROS: Readonly<Record<string, string>> = {
  // DuckDB's own error() is volatile, which TRY does not take. Nothing of `tested` is written: it keeps a constant
  // message from being computed, and so failing, while the query is planned.
  'fail(message, tested)':
    'CASE WHEN CAST(message || substr(CAST(tested AS VARCHAR), 1, 0) AS UUID) IS NULL THEN NULL END',
  // Only its type is used: NUMERIC stays NUMERIC, INT64 becomes FLOAT64.
  'fraction(x)': 'list_median([x])',
  'round(x)': 'cast_to_type(round(x), __bq_fraction(x))',
  'round(x, n)': 'cast_to_type(round(x, n), __bq_fraction(x))',
  'trunc(x)': 'cast_to_type(trunc(x), __bq_fraction(x))',
  'trunc(x, n)': 'cast_to_type(trunc(x, n), __bq_fraction(x))',
  'sign(x)': 'cast_to_type(sign(x), x)',
  'safe_divide(x, y)': `CASE WHEN y = 0 THEN NULL ELSE ${quotient} END`,
  'ieee_divide(x, y)': 'CAST(x AS DOUBLE) / y',
  'safe_add(x, y)': 'TRY(x + y)',
  'safe_subtract(x, y)': 'TRY(x - y)',
  'safe_multiply(x, y)': 'TRY(x * y)',
  'safe_negate(x)': 'TRY(-x)',
  'regexp_contains(value, pattern)': 'regexp_matches(value, pattern)',
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
  'divide(x, y)': `CASE WHEN y = 0 THEN __bq_fail('division by zero: ' || x || ' / ' || y, y) ELSE ${quotient} END`,
  'at_ordinal(items, n)':
    "CASE WHEN n < 1 OR n > len(items) THEN __bq_fail('Array index ' || n || ' is out of bounds', len(items)) ELSE items[n] END",
  // Within JSON, DuckDB counts places from 0 too, and one outside is NULL in both.
  'at_offset(items, n)':
    "CASE WHEN typeof(items) <> 'JSON' AND (n < 0 OR n >= len(items)) THEN __bq_fail('Array index ' || n || ' is out of bounds', len(items)) ELSE items[CASE WHEN typeof(items) = 'JSON' THEN n ELSE n + 1 END] END",
  // DuckDB counts negative places from the end.
  'at_safe_ordinal(items, n)': 'CASE WHEN n > 0 THEN items[n] END',
  'at_safe_offset(items, n)': 'CASE WHEN n >= 0 THEN items[n + 1] END',
  'div(x, y)':
    "CASE WHEN y = 0 THEN __bq_fail('division by zero: ' || x || ' / ' || y, y) ELSE cast_to_type(trunc(x // y), x + y) END",
  'mod(x, y)':
    "CASE WHEN y = 0 THEN __bq_fail('division by zero: MOD(' || x || ', ' || y || ')', y) WHEN typeof(x + y) = 'DOUBLE' THEN __bq_fail('No matching signature for function MOD for a FLOAT64', x + y) ELSE x % y END",
  // What DuckDB makes something of, BigQuery refuses.
  'left(x, n)':
    "CASE WHEN n < 0 THEN __bq_fail('Second argument in LEFT() cannot be negative', n) ELSE left(x, n) END",
  'right(x, n)':
    "CASE WHEN n < 0 THEN __bq_fail('Second argument in RIGHT() cannot be negative', n) ELSE right(x, n) END",
  // From the end where negative; what lies before the text begins with it.
  'place_in(x, start)': 'CASE WHEN start = 0 OR start < -length(x) THEN 1 ELSE start END',
  'substr(x, start)': 'substr(x, __bq_place_in(x, start))',
  'substr(x, start, n)':
    "CASE WHEN n < 0 THEN __bq_fail('Third argument in SUBSTR() cannot be negative', n) ELSE substr(x, __bq_place_in(x, start), n) END",
  'substring(x, start)': '__bq_substr(x, start)',
  'substring(x, start, n)': '__bq_substr(x, start, n)',
  // DuckDB's takes spaces only.
  'white()':
    "' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(133) || chr(160) || chr(12288)",
  'trim(x)': 'trim(x, __bq_white())',
  'trim(x, letters)': 'trim(x, letters)',
  'ltrim(x)': 'ltrim(x, __bq_white())',
  'ltrim(x, letters)': 'ltrim(x, letters)',
  'rtrim(x)': 'rtrim(x, __bq_white())',
  'rtrim(x, letters)': 'rtrim(x, letters)',
  'unicode(x)': "CASE WHEN x = '' THEN 0 ELSE unicode(x) END",
  'normalize(x)': 'nfc_normalize(x)',
  'initcap(x)':
    "array_to_string(list_transform(regexp_extract_all(lower(x), '[\\p{L}\\p{N}'']+|[^\\p{L}\\p{N}'']+'), lambda word: upper(word[1]) || word[2:]), '')",
  'instr(x, part)': 'strpos(x, part)',
  'instr(x, part, start)':
    "CASE WHEN start < 1 THEN __bq_fail('INSTR from the end is not supported here', start) WHEN contains(substr(x, start), part) THEN strpos(substr(x, start), part) + start - 1 ELSE 0 END",
  'repeat(x, n)':
    "CASE WHEN n < 0 THEN __bq_fail('Second argument in REPEAT() cannot be negative', n) ELSE repeat(x, n) END",
  'md5(x)': 'unhex(md5(x))',
  'is_nan(x)': 'isnan(x)',
  'is_inf(x)': 'isinf(x)',
  'range_bucket(point, bounds)':
    'CASE WHEN point IS NOT NULL THEN len(list_filter(bounds, lambda bound: bound <= point)) END',
  'parse_numeric(x)': 'CAST(trim(x) AS DECIMAL(38, 9))',
  'pad_to(n)': "CASE WHEN n < 0 THEN __bq_fail('The length to pad to cannot be negative', n) ELSE n END",
  'lpad(x, n)': "lpad(x, __bq_pad_to(n), ' ')",
  'lpad(x, n, fill)': 'lpad(x, __bq_pad_to(n), fill)',
  'rpad(x, n)': "rpad(x, __bq_pad_to(n), ' ')",
  'rpad(x, n, fill)': 'rpad(x, __bq_pad_to(n), fill)',
  'safe_convert_bytes_to_string(x)': 'TRY(decode(x))',
  'code_points_to_string(points)':
    "array_to_string(list_transform(points, lambda point: chr(CAST(point AS INTEGER))), '')",
  'to_code_points(x)': "list_transform(string_split(x, ''), lambda letter: CAST(unicode(letter) AS BIGINT))",
  'code_points_to_bytes(points)':
    "unhex(array_to_string(list_transform(points, lambda point: printf('%02x', point)), ''))",
  // DuckDB answers an empty text where nothing matches.
  'regexp_substr(value, pattern)': EXTRACTED,
  'regexp_extract(value, pattern)': EXTRACTED,
  'regexp_replace(value, pattern, replacement)': "regexp_replace(value, pattern, replacement, 'g')",
  'regexp_extract(value, pattern, start)': '__bq_regexp_substr(substr(value, start), pattern)',
  'regexp_instr(value, pattern)': `CASE WHEN ${HAS_GROUP} THEN __bq_fail('REGEXP_INSTR of a group is not supported here', pattern) WHEN regexp_matches(value, pattern) THEN length(regexp_extract(value, '(?s)^(.*?)(?:' || pattern || ')', 1)) + 1 ELSE 0 END`,
  'regexp_extract_all(value, pattern)': `CASE WHEN ${HAS_GROUP} THEN regexp_extract_all(value, pattern, 1) ELSE regexp_extract_all(value, pattern, 0) END`,
  // Halves are rounded away from zero, and a text must be a whole number.
  'to_int64(x)': TO_INT64,
  'to_bool(x)': TO_BOOL,
  // The text of a FLOAT64 has no `.0`, and BYTES are read as UTF-8.
  'to_string(x)': TO_STRING,
  'to_sized_string(x, size)':
    "CASE WHEN length(__bq_to_string(x)) > size THEN __bq_fail('Value has length ' || length(__bq_to_string(x)) || ' which exceeds maximum length ' || size, x) ELSE __bq_to_string(x) END",
  // Hours from UTC, and minutes where it has some.
  'offset_text(minutes)':
    "CASE WHEN minutes < 0 THEN '-' ELSE '+' END || lpad(CAST(abs(minutes) // 60 AS VARCHAR), 2, '0') || CASE WHEN minutes % 60 <> 0 THEN ':' || lpad(CAST(abs(minutes) % 60 AS VARCHAR), 2, '0') ELSE '' END",
  'string(x, zone)':
    "__bq_to_string(x AT TIME ZONE zone) || __bq_offset_text(date_diff('minute', x AT TIME ZONE 'UTC', x AT TIME ZONE zone))",
  // FORMAT's %t and %T: a text to read, and a literal that stands for the value.
  'to_text(x)':
    "CASE WHEN x IS NULL THEN 'NULL' WHEN typeof(x) = 'DOUBLE' THEN CAST(x AS VARCHAR) ELSE __bq_to_string(x) END",
  'to_literal(x)': `CASE
    WHEN x IS NULL THEN 'NULL'
    WHEN typeof(x) = 'VARCHAR' THEN CAST(to_json(x) AS VARCHAR)
    WHEN typeof(x) IN ('BIGINT', 'INTEGER', 'DOUBLE', 'BOOLEAN') THEN CAST(x AS VARCHAR)
    WHEN starts_with(typeof(x), 'DECIMAL') THEN 'NUMERIC "' || __bq_to_string(x) || '"'
    WHEN typeof(x) = 'TIMESTAMP' THEN 'DATETIME "' || __bq_to_string(x) || '"'
    WHEN typeof(x) IN ('DATE', 'TIME', 'TIMESTAMP WITH TIME ZONE')
      THEN split_part(typeof(x), ' ', 1) || ' "' || __bq_to_string(x) || '"'
    ELSE __bq_fail('%T of this type is not supported here', x) END`,
  ...JSON_MACROS,
  'generate_array(a, b)': 'generate_series(a, b)',
  'generate_array(a, b, step)':
    'list_transform(range(0, CAST(floor((b - a) / step) AS BIGINT) + 1), lambda i: a + i * step)',
  'generate_date_array(a, b)':
    'list_transform(range(0, b - a + 1), lambda i: CAST(a + CAST(i AS INTEGER) AS DATE))',
  // Every date counts from the first one: adding a month again and again would drift from the 31st.
  'generate_date_array(a, b, step)':
    "CASE WHEN a + step = a THEN __bq_fail('Sequence step cannot be 0', a) ELSE list_filter(list_transform(range(0, abs(b - a) + 1), lambda i: CAST(a + i * step AS DATE)), lambda day: CASE WHEN a + step > a THEN day <= b ELSE day >= b END) END",
  // DuckDB's answers the others where one is NULL.
  'array_concat(a, b)': 'CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN list_concat(a, b) END',
  'array_concat(a, b, c)':
    'CASE WHEN a IS NOT NULL AND b IS NOT NULL AND c IS NOT NULL THEN list_concat(a, b, c) END',
  'array_first(items)': 'items[1]',
  'array_slice(items, first, last)':
    'array_slice(items, CASE WHEN first < 0 THEN first ELSE first + 1 END, CASE WHEN last < 0 THEN last ELSE last + 1 END)',
  'array_last(items)': 'items[-1]',
  'unix_date(x)': "date_diff('day', DATE '1970-01-01', x)",
  'date_from_unix_date(x)': "DATE '1970-01-01' + CAST(x AS INTEGER)",
  'to_base64(x)': 'base64(x)',
  'to_hex(x)': 'lower(hex(x))',
  'byte_length(x)': 'strlen(x)',
  'starts_with(x, prefix)': 'starts_with(x, prefix)',
  'array_length(x)': 'len(x)',
  'with_offset(items)': "list_transform(range(0, len(items)), lambda i: {'value': items[i + 1], 'place': i})",
  'take(items, n)': 'items[1:n]',
  'without_nulls(items)': 'list_filter(items, lambda item: item IS NOT NULL)',
  'approx_top_count(x, n)':
    "list_transform(list_reverse_sort(list_transform(map_entries(histogram(x)), lambda entry: {'count': CAST(entry.value AS BIGINT), 'value': entry.key}))[1:n], lambda entry: {'value': entry.value, 'count': entry.count})",
  'approx_quantiles(x, n)': 'quantile_disc(x, [i / n::DOUBLE FOR i IN range(0, n + 1)])',
};

const nameOf = (signature: string): string => signature.slice(0, signature.indexOf('('));

/** Names the rewriter renames, in lower case. */
export const MACRO_NAMES: ReadonlySet<string> = new Set(Object.keys(MACROS).map(nameOf));

export const MACRO_PREFIX = '__bq_';

/** (Re)creates the macros, so that an older data directory gets today's. */
export async function defineMacros(connection: DuckDBConnection): Promise<void> {
  const overloads = new Map<string, string[]>();
  for (const [signature, body] of Object.entries(MACROS)) {
    const name = nameOf(signature);
    overloads.set(name, [...(overloads.get(name) ?? []), `${signature.slice(name.length)} AS ${body}`]);
  }
  for (const [name, bodies] of overloads)
    await connection.run(`CREATE OR REPLACE MACRO main.${MACRO_PREFIX}${name}${bodies.join(', ')}`);
}
