import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Harness, PROJECT, startHarness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
  await harness.client.createDataset('d');
  await harness.client.dataset('d').createTable('t', {
    schema: [
      { name: 'id', type: 'STRING' },
      { name: 'at', type: 'INTEGER' },
      { name: 'what', type: 'STRING' },
    ],
  });
  const query = (extra: string): string =>
    `SELECT id, at, what FROM \`${PROJECT}.d.t\` WHERE ${extra} QUALIFY ROW_NUMBER() OVER (PARTITION BY id ORDER BY at, what) = 1`;
  await harness.client
    .dataset('d')
    .createTable('first', { view: { query: query('TRUE'), useLegacySql: false } });
  // The same rows, but not in the form that is recognised: DuckDB itself answers it.
  await harness.client
    .dataset('d')
    .createTable('plain', { view: { query: query('1 = 1'), useLegacySql: false } });
});
afterAll(() => harness.close());

const read = async (view: string): Promise<unknown> =>
  (await harness.client.query(`SELECT * FROM d.${view} ORDER BY id`))[0];
const insert = (rows: object[]): Promise<unknown> => harness.client.dataset('d').table('t').insert(rows);

describe('a view of one row per key', () => {
  it('is the same through the index and without it, whatever is appended', async () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed % below;
    };
    for (let round = 0; round < 8; round++) {
      await insert(
        Array.from({ length: 40 }, () => ({ id: `k${random(60)}`, at: random(20), what: `w${random(5)}` })),
      );
      expect(await read('first')).toEqual(await read('plain'));
    }
    const stats = (await (await fetch(`${harness.url}/_flightdeck/stats`)).json()) as {
      firstRows: { queries: number; indexes: number };
    };
    expect(stats.firstRows).toEqual({ queries: 8, indexes: 1 });
  });

  it('follows rows that are changed or deleted', async () => {
    await harness.client.query("UPDATE d.t SET at = 100 WHERE id = 'k1'");
    expect(await read('first')).toEqual(await read('plain'));
    await harness.client.query("DELETE FROM d.t WHERE id IN ('k2', 'k3')");
    expect(await read('first')).toEqual(await read('plain'));
    await insert([{ id: 'k2', at: 5, what: 'again' }]);
    expect(await read('first')).toEqual(await read('plain'));
  });

  it('can be joined, aliased and filtered', async () => {
    const [rows] = await harness.client.query(
      'SELECT a.id FROM d.first AS a JOIN d.first USING (id) WHERE first.at >= 0 AND a.what = @what ORDER BY id'.replace(
        '@what',
        "'w1'",
      ),
    );
    const [same] = await harness.client.query(
      "SELECT id FROM d.plain WHERE what = 'w1' AND at >= 0 ORDER BY id",
    );
    expect(rows).toEqual(same);
    expect(rows.length).toBeGreaterThan(0);
  });
});
