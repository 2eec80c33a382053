/** Arrays, and aggregates that answer one. */
export const ARRAY_MACROS: Readonly<Record<string, string>> = {
  'at_ordinal(items, n)':
    "CASE WHEN n < 1 OR n > len(items) THEN __bq_fail('Array index ' || n || ' is out of bounds', len(items)) ELSE items[n] END",
  // Within JSON, DuckDB counts places from 0 too, and one outside is NULL in both.
  'at_offset(items, n)':
    "CASE WHEN typeof(items) <> 'JSON' AND (n < 0 OR n >= len(items)) THEN __bq_fail('Array index ' || n || ' is out of bounds', len(items)) ELSE items[CASE WHEN typeof(items) = 'JSON' THEN n ELSE n + 1 END] END",
  // DuckDB counts negative places from the end.
  'at_safe_ordinal(items, n)': 'CASE WHEN n > 0 THEN items[n] END',
  'at_safe_offset(items, n)': 'CASE WHEN n >= 0 THEN items[n + 1] END',
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
  'array_length(x)': 'len(x)',
  'with_offset(items)': "list_transform(range(0, len(items)), lambda i: {'value': items[i + 1], 'place': i})",
  'take(items, n)': 'items[1:n]',
  'without_nulls(items)': 'list_filter(items, lambda item: item IS NOT NULL)',
  'approx_top_count(x, n)':
    "list_transform(list_reverse_sort(list_transform(map_entries(histogram(x)), lambda entry: {'count': CAST(entry.value AS BIGINT), 'value': entry.key}))[1:n], lambda entry: {'value': entry.value, 'count': entry.count})",
  'approx_quantiles(x, n)': 'quantile_disc(x, [i / n::DOUBLE FOR i IN range(0, n + 1)])',
};
