import { BigQuery } from '@google-cloud/bigquery';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Harness, startHarness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

/** What goes in as `@p` must come back as the same JSON. */
async function roundTrip(value: unknown, type?: unknown): Promise<unknown> {
  const types = type === undefined ? {} : { types: { p: type as string } };
  const [[row]] = await harness.client.query({ query: 'SELECT @p AS p', params: { p: value }, ...types });
  return JSON.parse(JSON.stringify(row.p));
}

describe('parameters by name', () => {
  it('keep scalars', async () => {
    expect(await roundTrip('Zürich \'"`\\ ?@x')).toBe('Zürich \'"`\\ ?@x');
    expect(await roundTrip(42)).toBe(42);
    expect(await roundTrip(1.25)).toBe(1.25);
    expect(await roundTrip(true)).toBe(true);
    expect(await roundTrip('1.5', 'NUMERIC')).toBe('1.5');
    expect(await roundTrip('AAH/', 'BYTES')).toEqual({ type: 'Buffer', data: [0, 1, 255] });
  });

  it('keep dates and times', async () => {
    expect(await roundTrip(BigQuery.date('2001-02-03'))).toEqual({ value: '2001-02-03' });
    expect(await roundTrip(BigQuery.time('04:05:06.000007'))).toEqual({ value: '04:05:06.000007' });
    expect(await roundTrip(BigQuery.datetime('2001-02-03T04:05:06.000007'))).toEqual({
      value: '2001-02-03T04:05:06.000007',
    });
    expect(await roundTrip(BigQuery.timestamp('2001-02-03T04:05:06.789Z'))).toEqual({
      value: '2001-02-03T04:05:06.789Z',
    });
  });

  it('keep arrays, structs and nulls', async () => {
    expect(await roundTrip(['a', 'b'])).toEqual(['a', 'b']);
    expect(await roundTrip([], ['INT64'])).toEqual([]);
    expect(await roundTrip([{ a: 1 }, { a: 2 }])).toEqual([{ a: 1 }, { a: 2 }]);
    const nested = { a: 1, b: 'x', c: [1, 2], d: { e: true } };
    expect(await roundTrip(nested)).toEqual(nested);
    expect(await roundTrip(null, 'INT64')).toBeNull();
    expect(await roundTrip(null, 'TIMESTAMP')).toBeNull();
  });

  it('serve in LIMIT, INTERVAL, IN UNNEST and IS NULL', async () => {
    const [rows] = await harness.client.query({
      query: `SELECT x, TIMESTAMP_ADD(TIMESTAMP '2001-01-01 00:00:00+00', INTERVAL @minutes MINUTE) AS t
        FROM UNNEST([1, 2, 3]) AS x WHERE (@low IS NULL OR x >= @low) AND x IN UNNEST(@among) ORDER BY x LIMIT @most`,
      params: { minutes: 5, low: null, among: [2, 3], most: 1 },
      types: { minutes: 'INT64', low: 'INT64', among: ['INT64'], most: 'INT64' },
    });
    expect(JSON.stringify(rows)).toBe('[{"x":2,"t":{"value":"2001-01-01T00:05:00.000Z"}}]');
  });
});

describe('a dry run', () => {
  it('knows the types that parameters lead to', async () => {
    const [job] = await harness.client.createQueryJob({
      query: "SELECT @x AS x, ROUND(@x) AS r, DATE_TRUNC(@d, MONTH) AS m, '@x' AS s",
      params: { x: 1, d: BigQuery.date('2001-02-03') },
      dryRun: true,
    });
    const { fields } = job.metadata.statistics.query.schema as { fields: { name: string; type: string }[] };
    expect(fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'x INTEGER',
      'r FLOAT',
      'm DATE',
      's STRING',
    ]);
  });
});

describe('parameters by position', () => {
  it('are taken in order, outside of strings and comments', async () => {
    const [[row]] = await harness.client.query({
      query: "SELECT ? - ? AS n, '?' AS mark -- ?",
      params: [5, 3],
    });
    expect(row).toEqual({ n: 2, mark: '?' });
  });
});

describe('a parameter that is missing or wrong', () => {
  it('is named', async () => {
    const answer = async (query: object): Promise<string> => {
      const response = await fetch(`${harness.url}/projects/p/queries`, {
        method: 'POST',
        body: JSON.stringify({ useLegacySql: false, ...query }),
      });
      return ((await response.json()) as { error: { message: string } }).error.message;
    };
    expect(await answer({ query: 'SELECT @nope' })).toBe("Query parameter 'nope' not found");
    const d = { name: 'd', parameterType: { type: 'DATE' }, parameterValue: { value: 'no date' } };
    expect(await answer({ query: 'SELECT @d', queryParameters: [d] })).toMatch(
      /^Invalid query parameter 'd'/,
    );
  });
});
