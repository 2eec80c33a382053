import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Running, startForTest } from '../../local/monitoring/tests/running.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
let monitoring: Running;

beforeAll(async () => {
  monitoring = await startForTest();
  const now = Math.floor(Date.now() / 1000) * 1000;
  await monitoring.backfill([
    {
      metric: {
        __name__: 'ingest_events_total',
        job: 'subscriber',
        instance: 'a',
        outcome: 'stored',
        system: 's',
      },
      timestamps: [now - 120_000, now - 60_000, now],
      values: [0, 60, 120],
    },
  ]);
});
afterAll(() => monitoring.stop());

function run(...argv: string[]): Promise<{ code: number; said: string }> {
  return new Promise((done) => {
    execFile(process.execPath, argv, { cwd: root }, (error, stdout, stderr) =>
      done({ code: typeof error?.code === 'number' ? error.code : 0, said: `${stdout}${stderr}` }),
    );
  });
}

describe('npm run query', () => {
  const ask = (...argv: string[]) => run('monitoring/ask/main.ts', ...argv);

  test('prints what a PromQL API answers', async () => {
    const { said, code } = await ask('sum by (outcome) (ingest_events_total)', '--url', monitoring.url);
    expect([said.trim(), code]).toEqual(['outcome="stored"  120', 0]);
  });

  test('says what is wrong with a query', async () => {
    const { said, code } = await ask('sum(', '--url', monitoring.url);
    expect(said).toContain('unclosed left parenthesis');
    expect(code).toBe(1);
  });

  test('says that nobody answers', async () => {
    const { said, code } = await ask('up', '--url', 'http://127.0.0.1:1');
    expect(said).toMatch(/http:\/\/127\.0\.0\.1:1 does not answer/);
    expect(code).toBe(1);
  });
});

describe('npm run dashboards:check', () => {
  const check = (...argv: string[]) =>
    run('monitoring/check-dashboards/main.ts', '--url', monitoring.url, ...argv);

  test('counts the samples of each panel and fails on an empty one', async () => {
    const { said, code } = await check('overview', '--range', '2m');
    expect(said).toMatch(/^ +1 {2}overview: Ingest \/ Traffic: events stored per second$/m);
    expect(said).toMatch(/^ +0 {2}overview: .*API requests by status\n +EMPTY: sum by/m);
    expect(said).toMatch(/queries of 1 dashboards, \d+ without data/);
    expect(code).toBe(1);
  });

  test('names the dashboards there are', async () => {
    const { said, code } = await check('overveiw');
    expect(said).toContain('no dashboard overveiw; there are api, fleet, ingest, overview, slos');
    expect(code).toBe(1);
  });
});
