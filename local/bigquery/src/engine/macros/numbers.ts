/** Division of INT64 answers FLOAT64, of NUMERIC NUMERIC. */
const quotient = 'cast_to_type(x / y, __bq_fraction(x + y))';

/** Arithmetic. */
export const NUMBER_MACROS: Readonly<Record<string, string>> = {
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
  'divide(x, y)': `CASE WHEN y = 0 THEN __bq_fail('division by zero: ' || x || ' / ' || y, y) ELSE ${quotient} END`,
  'div(x, y)':
    "CASE WHEN y = 0 THEN __bq_fail('division by zero: ' || x || ' / ' || y, y) ELSE cast_to_type(trunc(x // y), x + y) END",
  'mod(x, y)':
    "CASE WHEN y = 0 THEN __bq_fail('division by zero: MOD(' || x || ', ' || y || ')', y) WHEN typeof(x + y) = 'DOUBLE' THEN __bq_fail('No matching signature for function MOD for a FLOAT64', x + y) ELSE x % y END",
  'is_nan(x)': 'isnan(x)',
  'is_inf(x)': 'isinf(x)',
  'range_bucket(point, bounds)':
    'CASE WHEN point IS NOT NULL THEN len(list_filter(bounds, lambda bound: bound <= point)) END',
};
