/** Paths of GoogleSQL may quote names with `['a']`, those of DuckDB only with `."a"`. */
const PATH = `regexp_replace(path, '\\[''([^'']*)''\\]', '."\\1"', 'g')`;

/** TIMESTAMP and DATETIME within a JSON text, which DuckDB writes with a space between date and time. */
const WITH_T =
  "regexp_replace(regexp_replace(x, '\"(\\d{4}-\\d\\d-\\d\\d) ([\\d:.]+)\\+00\"', '\"\\1T\\2Z\"', 'g'), '\"(\\d{4}-\\d\\d-\\d\\d) (\\d\\d:[\\d:.]+)\"', '\"\\1T\\2\"', 'g')";

/** Whole numbers beyond this are written as texts, since readers of JSON would round them. */
const EXACT = 2 ** 53;

const TO_JSON_TEXT = `CASE
  WHEN x IS NULL THEN 'null'
  WHEN typeof(x) = 'BLOB' THEN '"' || base64(CAST(CAST(x AS VARCHAR) AS BLOB)) || '"'
  WHEN contains(typeof(x), 'BLOB') THEN __bq_fail('JSON of BYTES within a STRUCT or an ARRAY is not supported here', x)
  WHEN typeof(x) = 'DOUBLE' AND lower(__bq_to_string(x)) IN ('nan', 'inf', '-inf')
    THEN '"' || replace(__bq_to_string(x), 'inf', 'Infinity') || '"'
  WHEN typeof(x) = 'DOUBLE' OR starts_with(typeof(x), 'DECIMAL(') AND NOT contains(typeof(x), '[') THEN __bq_to_string(x)
  WHEN typeof(x) IN ('BIGINT', 'HUGEINT') AND abs(TRY_CAST(CAST(x AS VARCHAR) AS HUGEINT)) > ${EXACT} THEN '"' || CAST(x AS VARCHAR) || '"'
  WHEN contains(typeof(x), 'TIMESTAMP') THEN __bq_with_t(CAST(to_json(x) AS VARCHAR))
  ELSE CAST(to_json(x) AS VARCHAR) END`;

/** The value of a JSON scalar, or a failure when it is none of `types`. */
const scalarOf = (types: string, name: string, value: string): string =>
  `CASE WHEN json_type(x) IN (${types}) THEN ${value} ELSE __bq_fail('The provided JSON input is not ${name}', x) END`;

const SCALAR =
  "CASE WHEN json_valid(x) AND json_type(x, path) NOT IN ('OBJECT', 'ARRAY') THEN json_extract_string(x, path) END";
const QUERIED =
  "CASE WHEN json_valid(x) AND (typeof(x) = 'JSON' OR json_type(x, path) <> 'NULL') THEN cast_to_type(json_extract(x, path), x) END";
const items = (extract: string): string =>
  `CASE WHEN json_valid(x) AND json_type(x, path) = 'ARRAY' THEN ${extract}(x, path || '[*]') END`;
const ITEMS = items('json_extract');
const TEXTS = items('json_extract_string');

/** A function of JSON with a path, and the same one of the whole. */
const withPath = (name: string, inner: string): Record<string, string> => ({
  [`${name}(x)`]: `__bq_${inner}(x, '$')`,
  [`${name}(x, path)`]: `__bq_${inner}(x, __bq_json_path(path))`,
});

/** Functions of JSON, as macros of DuckDB. They need `fail` and `to_string`. */
export const JSON_MACROS: Readonly<Record<string, string>> = {
  'json_path(path)': PATH,
  'json_scalar(x, path)': SCALAR,
  'json_part(x, path)': QUERIED,
  'json_items(x, path)': `list_transform(${ITEMS}, lambda item: cast_to_type(item, x))`,
  'json_texts(x, path)': TEXTS,
  ...withPath('json_value', 'json_scalar'),
  ...withPath('json_extract_scalar', 'json_scalar'),
  ...withPath('json_query', 'json_part'),
  ...withPath('json_extract', 'json_part'),
  ...withPath('json_query_array', 'json_items'),
  ...withPath('json_extract_array', 'json_items'),
  ...withPath('json_value_array', 'json_texts'),
  ...withPath('json_extract_string_array', 'json_texts'),
  'json_type(x)':
    "CASE json_type(x) WHEN 'VARCHAR' THEN 'string' WHEN 'BIGINT' THEN 'number' WHEN 'UBIGINT' THEN 'number' WHEN 'HUGEINT' THEN 'number' WHEN 'DOUBLE' THEN 'number' ELSE lower(json_type(x)) END",
  'parse_json(x)': 'json(x)',
  'with_t(x)': WITH_T,
  'to_json_string(x)': TO_JSON_TEXT,
  'to_json(x)': 'CAST(__bq_to_json_string(x) AS JSON)',
  'int64(x)': scalarOf(
    "'BIGINT', 'UBIGINT', 'DOUBLE'",
    'an integer',
    "CAST(json_extract_string(x, '$') AS BIGINT)",
  ),
  'float64(x)': scalarOf(
    "'BIGINT', 'UBIGINT', 'DOUBLE'",
    'a number',
    "CAST(json_extract_string(x, '$') AS DOUBLE)",
  ),
  'bool(x)': scalarOf("'BOOLEAN'", 'a boolean', "CAST(json_extract_string(x, '$') AS BOOLEAN)"),
  'string(x)':
    "CASE WHEN typeof(x) <> 'JSON' THEN __bq_to_string(x) WHEN json_type(CAST(x AS VARCHAR)) = 'VARCHAR' THEN json_extract_string(CAST(x AS VARCHAR), '$') ELSE __bq_fail('The provided JSON input is not a string', x) END",
  'lax_string(x)': "__bq_json_scalar(x, '$')",
  'lax_int64(x)':
    "CASE WHEN json_type(x) = 'BOOLEAN' THEN CAST(CAST(CAST(x AS VARCHAR) AS BOOLEAN) AS BIGINT) ELSE TRY_CAST(__bq_json_scalar(x, '$') AS BIGINT) END",
  'lax_float64(x)': "TRY_CAST(__bq_json_scalar(x, '$') AS DOUBLE)",
  'lax_bool(x)': "TRY_CAST(__bq_json_scalar(x, '$') AS BOOLEAN)",
};
