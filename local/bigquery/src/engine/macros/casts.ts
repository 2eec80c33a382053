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

/** Conversion between types, to texts above all. */
export const CAST_MACROS: Readonly<Record<string, string>> = {
  'parse_numeric(x)': 'CAST(trim(x) AS DECIMAL(38, 9))',
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
};
