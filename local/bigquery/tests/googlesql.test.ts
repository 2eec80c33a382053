import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Harness, runSql, startHarness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
  await harness.client.createDataset('d');
  await harness.client.query(
    "CREATE TABLE d.t (k STRING, n INT64, f FLOAT64, at TIMESTAMP, tags ARRAY<STRING>, s STRUCT<x INT64, y STRING>, user STRING) OPTIONS(description='all kinds')",
  );
  await harness.client.query(`INSERT d.t (k, n, f, at, tags, s, user) VALUES
    ('a', 1, 1.5, TIMESTAMP '2001-01-01 00:00:00+00', ['x', 'y'], STRUCT(1, 'one'), 'u1'),
    ('a', 2, 2.5, TIMESTAMP '2001-01-02 12:34:56.789+00', ['z'], STRUCT(2, 'two'), 'u2'),
    ('b', 3, NULL, NULL, [], NULL, NULL)`);
});
afterAll(() => harness.close());

/** GoogleSQL and what it answers: one cell, or rows of cells, as the REST API writes them. */
const CASES: [query: string, expected: unknown][] = [
  ['SELECT 1', [['1']]],
  ["SELECT r'a\\d', 'it''s'", 'error'],
  ["SELECT 'it\\'s', \"two\", r'a\\d', '''three'''", [["it's", 'two', 'a\\d', 'three']]],
  ['SELECT SAFE_DIVIDE(1, 0), SAFE_DIVIDE(1, 4), IEEE_DIVIDE(1, 2)', [[null, '0.25', '0.5']]],
  ['SELECT COUNTIF(n > 1), COUNT(DISTINCT k), SUM(n), AVG(n) FROM d.t', [['2', '2', '6', '2.0']]],
  [
    'SELECT ANY_VALUE(n HAVING MAX f), ANY_VALUE(n HAVING MIN f), MAX_BY(n, f), MIN_BY(n, f) FROM d.t',
    [['2', '1', '2', '1']],
  ],
  ['SELECT APPROX_QUANTILES(n, 2) FROM d.t', [[['1', '2', '3']]]],
  ['SELECT APPROX_QUANTILES(n, 2)[OFFSET(1)] FROM d.t', [['2']]],
  [
    'SELECT DISTINCT PERCENTILE_CONT(n, 0.5) OVER (), PERCENTILE_DISC(n, 0.5) OVER () FROM d.t',
    [['2.0', '2']],
  ],
  [
    'SELECT k, n FROM d.t QUALIFY ROW_NUMBER() OVER (PARTITION BY k ORDER BY n DESC) = 1 ORDER BY k',
    [
      ['a', '2'],
      ['b', '3'],
    ],
  ],
  [
    'SELECT k, tag, pos FROM d.t, UNNEST(tags) AS tag WITH OFFSET AS pos ORDER BY k, n, pos',
    [
      ['a', 'x', '0'],
      ['a', 'y', '1'],
      ['a', 'z', '0'],
    ],
  ],
  [
    'SELECT k, tag FROM d.t AS r, r.tags AS tag WHERE n = 1 ORDER BY tag',
    [
      ['a', 'x'],
      ['a', 'y'],
    ],
  ],
  ['SELECT x FROM UNNEST([3, 1, 2]) AS x WITH OFFSET ORDER BY offset', [['3'], ['1'], ['2']]],
  ['SELECT s.x, s.y FROM d.t WHERE s.x = 2', [['2', 'two']]],
  ["SELECT STRUCT(1 AS a, 'x' AS b)", [[['1', 'x']]]],
  [
    'SELECT ARRAY(SELECT AS STRUCT x, x * 2 AS y FROM UNNEST([1, 2]) AS x ORDER BY x)',
    [
      [
        [
          ['1', '2'],
          ['2', '4'],
        ],
      ],
    ],
  ],
  ['SELECT * EXCEPT (n, f, at, tags, s, user) FROM d.t ORDER BY k', [['a'], ['a'], ['b']]],
  ["SELECT * REPLACE ('z' AS k) FROM (SELECT k, n FROM d.t) ORDER BY n LIMIT 1", [['z', '1']]],
  ['SELECT user FROM d.t WHERE user IS NOT NULL ORDER BY user', [['u1'], ['u2']]],
  [
    "SELECT TIMESTAMP_DIFF(TIMESTAMP '2001-01-01 01:59:59+00', TIMESTAMP '2001-01-01 00:00:00+00', HOUR)",
    [['1']],
  ],
  [
    "SELECT DATE_DIFF(DATE '2001-03-01', DATE '2001-02-01', DAY), DATE_ADD(DATE '2001-01-31', INTERVAL 1 MONTH)",
    [['28', '2001-02-28']],
  ],
  [
    'SELECT TIMESTAMP_TRUNC(at, DAY), TIMESTAMP_ADD(at, INTERVAL 90 MINUTE), TIMESTAMP_SUB(at, INTERVAL 1 DAY) FROM d.t WHERE n = 2',
    [['978393600000000', '978444296789000', '978352496789000']],
  ],
  [
    'SELECT UNIX_MICROS(at), UNIX_MILLIS(at), UNIX_SECONDS(at), TIMESTAMP_MICROS(1), TIMESTAMP_SECONDS(2) FROM d.t WHERE n = 2',
    [['978438896789000', '978438896789', '978438896', '1', '2000000']],
  ],
  [
    "SELECT FORMAT_TIMESTAMP('%Y-%m-%d %H:%M:%S', at), PARSE_TIMESTAMP('%Y-%m-%d', '2001-02-03'), DATE(at), EXTRACT(DAYOFWEEK FROM at), EXTRACT(HOUR FROM at) FROM d.t WHERE n = 2",
    [['2001-01-02 12:34:56', '981158400000000', '2001-01-02', '3', '12']],
  ],
  [
    "SELECT FORMAT_DATE('%d/%m/%Y', DATE '2001-02-03'), PARSE_DATE('%Y%m%d', '20010203'), DATE_TRUNC(DATE '2001-02-03', MONTH), EXTRACT(ISOWEEK FROM DATE '2001-02-03')",
    [['03/02/2001', '2001-02-03', '2001-02-01', '5']],
  ],
  [
    "SELECT DATETIME '2001-02-03 04:05:06', TIME '04:05:06', DATETIME_DIFF(DATETIME '2001-02-03 04:05:06', DATETIME '2001-02-02 04:05:06', HOUR)",
    [['2001-02-03T04:05:06', '04:05:06', '24']],
  ],
  [
    "SELECT TIMESTAMP('2001-02-03 04:05:06+00'), TIMESTAMP(DATE '2001-02-03'), STRING(TIMESTAMP '2001-02-03 04:05:06+00')",
    [['981173106000000', '981158400000000', '2001-02-03 04:05:06+00']],
  ],
  [
    "SELECT SAFE_CAST('x' AS INT64), CAST('7' AS INT64), CAST(1.5 AS STRING), CAST(2.6 AS INT64), CAST(TRUE AS STRING)",
    [[null, '7', '1.5', '3', 'true']],
  ],
  [
    "SELECT REGEXP_CONTAINS('abc', r'^a.c$'), REGEXP_CONTAINS('xabcx', 'b'), REGEXP_EXTRACT('abc-123', r'(\\d+)'), REGEXP_REPLACE('abc', 'b', 'x')",
    [['true', 'true', '123', 'axc']],
  ],
  [
    "SELECT STARTS_WITH('abc', 'ab'), ENDS_WITH('abc', 'bc'), STRPOS('abc', 'c'), SUBSTR('abcdef', 2, 3), UPPER('a'), LENGTH('abc'), CONCAT('a', 'b'), LPAD('7', 3, '0'), SPLIT('a,b', ',')",
    [['true', 'true', '3', 'bcd', 'A', '3', 'ab', '007', ['a', 'b']]],
  ],
  [
    'SELECT JSON_VALUE(\'{"a": {"b": 1}}\', \'$.a.b\'), TO_JSON_STRING(STRUCT(1 AS a)), JSON_VALUE(PARSE_JSON(\'{"a": "x"}\'), \'$.a\')',
    [['1', '{"a":1}', 'x']],
  ],
  [
    "SELECT TO_BASE64(b'abc'), FROM_BASE64('YWJj'), TO_HEX(b'abc'), BYTE_LENGTH('ä')",
    [['YWJj', 'YWJj', '616263', '2']],
  ],
  [
    'SELECT GENERATE_ARRAY(1, 3), ARRAY_LENGTH([1, 2]), [10, 20][OFFSET(1)], [10, 20][ORDINAL(1)], [10][SAFE_OFFSET(5)], ARRAY_CONCAT([1], [2]), ARRAY_REVERSE([1, 2])',
    [[['1', '2', '3'], '2', '20', '10', null, ['1', '2'], ['2', '1']]],
  ],
  ['SELECT ARRAY_AGG(n ORDER BY n DESC LIMIT 2) FROM d.t', [[['3', '2']]]],
  ['SELECT ARRAY_AGG(n ORDER BY n DESC LIMIT 1)[OFFSET(0)] FROM d.t', [['3']]],
  ["SELECT STRING_AGG(k, '-' ORDER BY n) FROM d.t", [['a-a-b']]],
  ['SELECT ARRAY_AGG(f IGNORE NULLS ORDER BY n) FROM d.t', [[['1.5', '2.5']]]],
  [
    'SELECT IF(n > 1, 1, 0), IFNULL(f, 0), COALESCE(f, -1.0), NULLIF(n, 3), CASE WHEN n = 3 THEN 1 END FROM d.t WHERE n = 3',
    [['1', '0.0', '-1.0', null, '1']],
  ],
  [
    'SELECT MOD(7, 3), DIV(7, 2), ROUND(2.5), TRUNC(2.7), CEIL(1.2), FLOOR(1.8), ABS(-1), GREATEST(1, 2), LEAST(1, 2), POW(2, 3), SIGN(-2)',
    [['1', '3', '3.0', '2.0', '2.0', '1.0', '1', '2', '1', '8.0', '-1']],
  ],
  ["SELECT 7 / 2, 1 + 2, NUMERIC '1.10' + 1", [['3.5', '3', '2.1']]],
  ['SELECT k, COUNT(*) AS c FROM d.t GROUP BY k HAVING c > 1 ORDER BY c', [['a', '2']]],
  ['SELECT k FROM d.t GROUP BY ALL ORDER BY k', [['a'], ['b']]],
  ['WITH a AS (SELECT 1 AS x UNION ALL SELECT 2) SELECT SUM(x) FROM a', [['3']]],
  ['SELECT x FROM UNNEST([1, 2, 2]) AS x EXCEPT DISTINCT SELECT 2', [['1']]],
  [
    "SELECT 'a' IN ('a', 'b'), 3 IN UNNEST([1, 2]), EXISTS (SELECT 1 FROM d.t), n BETWEEN 1 AND 2 FROM d.t WHERE n = 1",
    [['true', 'false', 'true', 'true']],
  ],
  [
    'SELECT SUM(n) OVER (PARTITION BY k ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), LAG(n) OVER (ORDER BY n), RANK() OVER (ORDER BY k) FROM d.t ORDER BY n',
    [
      ['1', null, '1'],
      ['3', '1', '1'],
      ['3', '2', '3'],
    ],
  ],
  [
    'SELECT LOGICAL_AND(n > 0), LOGICAL_OR(n > 2), STDDEV(n), CORR(n, n) FROM d.t',
    [['true', 'true', '1.0', '1.0']],
  ],
  ['SELECT APPROX_COUNT_DISTINCT(k) FROM d.t', [['2']]],
  [
    "SELECT CURRENT_TIMESTAMP() > TIMESTAMP '2020-01-01 00:00:00+00', CURRENT_DATE() > DATE '2020-01-01'",
    [['true', 'true']],
  ],
  ['SELECT FARM_FINGERPRINT(k) FROM d.t', 'error'],
  ["SELECT FORMAT('%d flights, %s', 3, 'x')", [['3 flights, x']]],
  ["SELECT ROUND(AVG(f), 1), MAX(IF(k = 'a', n, NULL)) FROM d.t", [['2.0', '2']]],
  ["SELECT 1 -- @not a parameter\n, '@neither' # nor @this\n", [['1', '@neither']]],
  ['SELECT table_name FROM d.INFORMATION_SCHEMA.TABLES', [['t']]],
];

async function cells(query: string): Promise<unknown> {
  const { rows, reason, message } = await runSql(harness, query);
  return rows ?? (reason === 'invalidQuery' ? 'error' : message);
}

/** GoogleSQL that fails, and what is said of it. */
const FAULTS: [query: string, message: string][] = [
  ['SELECT 1 / n FROM (SELECT 0 AS n)', 'division by zero: 1 / 0'],
  ['SELECT [1][OFFSET(3)]', 'Array index 3 is out of bounds'],
  ["SELECT CAST('x' AS INT64)", 'Bad int64 value: x'],
  ["SELECT ROUND(1.5, 1, 'ROUND_HALF_EVEN')", 'No matching signature for function ROUND at [1:8]'],
  [
    "SELECT TIMESTAMP_DIFF(TIMESTAMP '2001-01-01', TIMESTAMP '2001-01-01', MONTH)",
    'TIMESTAMP_DIFF does not support the MONTH date part',
  ],
  ['SELECT 5 % 2', 'Syntax error: Unexpected "%" at [1:10]'],
  ['SELECT 9223372036854775807 * 2', 'Overflow in multiplication of INT64 (9223372036854775807 * 2)!'],
];

describe('a query at fault', () => {
  it.each(FAULTS)('%s', async (query, message) => {
    expect(await runSql(harness, query)).toEqual({ reason: 'invalidQuery', message });
  });
});

describe('GoogleSQL', () => {
  it.each(CASES)('%s', async (query, expected) => {
    expect(await cells(query)).toEqual(expected);
  });
});
