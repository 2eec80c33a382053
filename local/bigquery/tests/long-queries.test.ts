import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { clientFor } from './harness.ts';
import { startProcess, twoPorts } from './server-process.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'bigquery-long-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** Counts 10^15 pairs: no machine ends this while the test runs. */
const ENDLESS =
  'SELECT COUNT(*) FROM UNNEST(GENERATE_ARRAY(1, 100000)) a, UNNEST(GENERATE_ARRAY(1, 100000)) b, UNNEST(GENERATE_ARRAY(1, 100000)) c WHERE a + b + c = 7';

describe('queries that take long', () => {
  it('hold up no append, and end when they are cancelled', async () => {
    const ports = await twoPorts();
    const child = await startProcess(dataDir, ports);
    const client = clientFor(ports.rest);
    const stats = async (): Promise<{ running: number; waiting: number }> =>
      (
        (await (await fetch(`http://127.0.0.1:${ports.rest}/_flightdeck/stats`)).json()) as {
          queries: { running: number; waiting: number };
        }
      ).queries;
    await client.createDataset('d');
    const [table] = await client.dataset('d').createTable('t', { schema: 'id:STRING,n:INTEGER' });
    const jobs = [];
    for (let job = 0; job < 6; job++) jobs.push((await client.createQueryJob(ENDLESS))[0]);
    while ((await stats()).waiting < 3) await table.insert([{ id: 'before', n: 0 }]);
    for (let n = 0; n < 20; n++) await table.insert([{ id: 'while', n }]);
    expect(await stats()).toEqual({ running: 3, waiting: 3 });
    for (const job of jobs) await job.cancel();
    const [[total]] = await client.query("SELECT COUNT(*) AS n FROM d.t WHERE id = 'while'");
    expect(total.n).toBe(20);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
