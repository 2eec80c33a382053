import type { DuckDBConnection } from '@duckdb/node-api';

/**
 * GoogleSQL functions that the translator leaves wrong or untouched, written as DuckDB macros. The
 * rewriter renames calls `F(…)` to `__bq_f(…)`, which the translator passes through as an unknown function.
 */
export const MACROS: Readonly<Record<string, string>> = {
  'safe_divide(x, y)': 'CASE WHEN y = 0 THEN NULL ELSE CAST(x AS DOUBLE) / y END',
  'ieee_divide(x, y)': 'CAST(x AS DOUBLE) / y',
  'safe_add(x, y)': 'TRY(x + y)',
  'safe_subtract(x, y)': 'TRY(x - y)',
  'safe_multiply(x, y)': 'TRY(x * y)',
  'safe_negate(x)': 'TRY(-x)',
  'regexp_contains(value, pattern)': 'regexp_matches(value, pattern)',
  'timestamp_diff(a, b, part)': 'date_sub(part, b::TIMESTAMPTZ, a::TIMESTAMPTZ)',
  'datetime_diff(a, b, part)': 'date_diff(part, b::TIMESTAMP, a::TIMESTAMP)',
  'timestamp_micros(x)': 'make_timestamptz(x)',
  'timestamp_millis(x)': 'make_timestamptz(x * 1000)',
  'timestamp_seconds(x)': 'make_timestamptz(x * 1000000)',
  'unix_micros(x)': 'epoch_us(x)',
  'unix_millis(x)': 'CAST(floor(epoch_us(x) / 1000) AS BIGINT)',
  'unix_seconds(x)': 'CAST(floor(epoch_us(x) / 1000000) AS BIGINT)',
  'date_add(day, period)': 'CAST(day + period AS DATE)',
  'date_sub(day, period)': 'CAST(day - period AS DATE)',
  // GoogleSQL's WEEK begins on Sunday, DuckDB's on Monday.
  'date_trunc(day, part)':
    "CAST(CASE part WHEN 'week' THEN date_trunc('week', day + 1) - INTERVAL 1 DAY WHEN 'isoweek' THEN date_trunc('week', day) ELSE date_trunc(part, day) END AS DATE)",
  'unix_date(x)': "date_diff('day', DATE '1970-01-01', x)",
  'date_from_unix_date(x)': "DATE '1970-01-01' + CAST(x AS INTEGER)",
  'format_timestamp(format, x)': "strftime(x AT TIME ZONE 'UTC', format)",
  'format_timestamp_zoned(format, x, zone)': 'strftime(x AT TIME ZONE zone, format)',
  'format_datetime(format, x)': 'strftime(x, format)',
  'format_date(format, x)': 'strftime(x, format)',
  'parse_timestamp(format, x)': "CAST(strptime(x, format) AS TIMESTAMP) AT TIME ZONE 'UTC'",
  'parse_datetime(format, x)': 'CAST(strptime(x, format) AS TIMESTAMP)',
  'parse_date(format, x)': 'CAST(strptime(x, format) AS DATE)',
  'to_base64(x)': 'base64(x)',
  'to_hex(x)': 'lower(hex(x))',
  'byte_length(x)': 'strlen(x)',
  'json_value(x, path)': 'json_extract_string(x, path)',
  'json_query(x, path)': 'json_extract(x, path)',
  'json_extract_scalar(x, path)': 'json_extract_string(x, path)',
  'to_json_string(x)': 'CAST(to_json(x) AS VARCHAR)',
  'parse_json(x)': 'CAST(x AS JSON)',
  'generate_array(a, b)': 'generate_series(a, b)',
  'starts_with(x, prefix)': 'starts_with(x, prefix)',
  'array_length(x)': 'len(x)',
  'with_offset(items)': "list_transform(range(0, len(items)), lambda i: {'value': items[i + 1], 'place': i})",
  'take(items, n)': 'items[1:n]',
  'without_nulls(items)': 'list_filter(items, lambda item: item IS NOT NULL)',
  'approx_quantiles(x, n)': 'quantile_disc(x, [i / n::DOUBLE FOR i IN range(0, n + 1)])',
};

/** Names the rewriter renames, in lower case. */
export const MACRO_NAMES: ReadonlySet<string> = new Set(
  Object.keys(MACROS).map((signature) => signature.slice(0, signature.indexOf('('))),
);

export const MACRO_PREFIX = '__bq_';

/** (Re)creates the macros, so that an older data directory gets today's. */
export async function defineMacros(connection: DuckDBConnection): Promise<void> {
  for (const [signature, body] of Object.entries(MACROS)) {
    await connection.run(`CREATE OR REPLACE MACRO main.${MACRO_PREFIX}${signature} AS ${body}`);
  }
}
