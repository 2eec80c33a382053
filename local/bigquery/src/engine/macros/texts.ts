/** A regular expression without what only looks like a group: escapes and classes. */
const BARE_PATTERN = "regexp_replace(regexp_replace(pattern, '\\\\.', '', 'g'), '\\[\\]?[^]]*\\]', '', 'g')";

const GROUP = '\\(([^?]|\\?P?<)';

/** Whether a regular expression has a group: GoogleSQL extracts that, else the whole match. */
const HAS_GROUP = `regexp_matches(${BARE_PATTERN}, '${GROUP}')`;

const HAS_GROUPS = `regexp_matches(${BARE_PATTERN}, '${GROUP}.*${GROUP}')`;

/** BigQuery refuses a pattern with several groups. */
const EXTRACTED = `CASE WHEN ${HAS_GROUPS} THEN __bq_fail('Regular expression has more than one group', pattern) WHEN NOT regexp_matches(value, pattern) THEN NULL WHEN ${HAS_GROUP} THEN regexp_extract(value, pattern, 1) ELSE regexp_extract(value, pattern, 0) END`;

/** STRING and BYTES. */
export const TEXT_MACROS: Readonly<Record<string, string>> = {
  'regexp_contains(value, pattern)': 'regexp_matches(value, pattern)',
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
  'to_base64(x)': 'base64(x)',
  'to_hex(x)': 'lower(hex(x))',
  'byte_length(x)': 'strlen(x)',
  'starts_with(x, prefix)': 'starts_with(x, prefix)',
};
