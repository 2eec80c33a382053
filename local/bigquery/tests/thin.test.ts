import { BigQueryTimestamp } from '@google-cloud/bigquery';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Harness, PROJECT, startHarness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
  await harness.client.createDataset('d');
});
afterAll(() => harness.close());

describe('the first thread through the warehouse', () => {
  it('creates a table and a view, streams rows in, queries them with parameters', async () => {
    const { client } = harness;
    const [table] = await client.dataset('d').createTable('t', {
      schema: [
        { name: 'id', type: 'STRING', mode: 'REQUIRED' },
        { name: 'n', type: 'INTEGER' },
        { name: 'at', type: 'TIMESTAMP' },
      ],
    });
    await client.dataset('d').createTable('v', {
      view: {
        query: `SELECT * FROM \`${PROJECT}.d.t\` WHERE TRUE QUALIFY ROW_NUMBER() OVER (PARTITION BY id ORDER BY at) = 1`,
        useLegacySql: false,
      },
    });
    await table.insert([
      { id: 'a', n: 1, at: '2001-01-01T00:00:00Z' },
      { id: 'b', n: 2, at: '2001-01-02T00:00:00.000001Z' },
      { id: 'a', n: 3, at: '2001-01-03T00:00:00Z' },
    ]);
    const [rows] = await client.query({
      query: 'SELECT id, n, at FROM d.v WHERE at >= @from AND id IN UNNEST(@ids) ORDER BY id',
      params: { from: new BigQueryTimestamp('2001-01-01T00:00:00Z'), ids: ['a', 'b'] },
    });
    expect(rows.map((row: { id: string; n: number }) => [row.id, row.n])).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect(rows[1].at.value).toBe('2001-01-02T00:00:00.000001000Z');
    const [[total]] = await client.query('SELECT COUNT(*) AS n FROM d.t');
    expect(total.n).toBe(3);
  });

  it('names the place of an error', async () => {
    await expect(harness.client.query('SELECT nope FROM d.t')).rejects.toMatchObject({
      code: 400,
      errors: [{ reason: 'invalidQuery', message: 'Unrecognized name: nope at [1:8]' }],
    });
    await expect(harness.client.query('SELECT 1 FROM d.missing')).rejects.toMatchObject({
      code: 404,
      errors: [{ reason: 'notFound' }],
    });
  });
});
