import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Database, openDatabase } from './database.ts';
import { createQueryPool } from './queries.ts';

let folder: string;
let database: Database;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flightdeck-queries-'));
  database = await openDatabase({ dataDir: folder });
});
afterAll(async () => {
  database.close();
  await rm(folder, { recursive: true, force: true });
});

it('hands a connection on well, also from a query that was interrupted in its transaction and in its ROLLBACK', async () => {
  const pool = await createQueryPool(database, 1);
  const stop = new AbortController();
  const interrupted = pool.withConnection(stop.signal, async (connection) => {
    await connection.run('BEGIN');
    const query = connection.run('SELECT sum(a.range * b.range) FROM range(10000000) a, range(100000) b');
    // An interrupt before the query has started is lost, so it is sent until it hits.
    const again = setInterval(() => connection.interrupt(), 10);
    await query.catch(() => {}).finally(() => clearInterval(again));
    // Here the caller's ROLLBACK would be; it was interrupted as well.
    stop.abort(new Error('deadline'));
    throw new Error('INTERRUPT Error: Interrupted!');
  });
  await expect(interrupted).rejects.toThrow('deadline');
  const rows = await pool.withConnection(new AbortController().signal, async (connection) =>
    (await connection.runAndReadAll('SELECT 42')).getRows(),
  );
  expect(rows).toEqual([[42]]);
  pool.close();
});

it('stops a query whose signal aborts between its start and its first step in DuckDB', async () => {
  const pool = await createQueryPool(database, 1);
  for (let round = 0; round < 20; round++) {
    const stop = new AbortController();
    const stopped = pool.withConnection(stop.signal, async (connection) => {
      const query = connection.run(
        'SELECT sum(a.range * b.range) FROM range(10000000) a, range(1000000000) b',
      );
      stop.abort(new Error('cancelled'));
      return query;
    });
    await expect(stopped).rejects.toThrow('cancelled');
  }
  expect(pool.stats).toEqual({ running: 0, waiting: 0 });
  pool.close();
});
