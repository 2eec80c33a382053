import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createConsoleServer } from '../server.ts';
import { monitoringPort, readProgress } from './progress.ts';
import { createDrillRunner } from './runner.ts';

/** Stands where chaos' runner stands: runs until it is interrupted, then says that it rolled back; readers see whole files. */
const RUNNER = `
const { mkdirSync, renameSync, writeFileSync } = require('node:fs');
const [name, , offset] = process.argv.slice(2);
mkdirSync('reports/' + name, { recursive: true });
const file = 'reports/' + name + '/progress.json';
const write = (state) => {
  writeFileSync(file + '.new', JSON.stringify({
    experiment: name, state, updatedAt: new Date().toISOString(), monitoring: 'http://127.0.0.1:' + offset }));
  renameSync(file + '.new', file);
};
write('running');
const beat = setInterval(() => write('running'), 1000);
process.on('SIGINT', () => { clearInterval(beat); write('interrupted'); console.log('rolled back'); process.exitCode = 1; });
`;
const EXPERIMENT = `
title: Something breaks
description: It is broken on purpose.
method: [{ name: break it }]
extensions: [{ name: flightdeck, proves: It mends., burns: null, recovers-within: 1h, runbook: backlog-age }]
`;

let root: string;
let server: Server;
let base: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'flightdeck-drills-'));
  for (const folder of ['chaos/src', 'experiments', 'reports'])
    await mkdir(join(root, folder), { recursive: true });
  await writeFile(join(root, 'chaos/src/main.ts'), RUNNER);
  await writeFile(join(root, 'experiments/one.yaml'), EXPERIMENT);
  await writeFile(join(root, 'experiments/two.yaml'), EXPERIMENT);
  const port = await freePort();
  const reports = join(root, 'reports');
  const runner = createDrillRunner({ root, portOffset: 9, reports });
  server = createConsoleServer({
    ports: { console: port, monitoring: 1, pubsubAdmin: 1, bigquery: 1 },
    dist: root,
    runbooks: root,
    drills: { runner, experiments: join(root, 'experiments'), reports },
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  base = `http://127.0.0.1:${port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await rm(root, { recursive: true, force: true });
});

const ask = (method: string, path: string, origin?: string): Promise<Response> =>
  fetch(base + path, { method, headers: origin === undefined ? {} : { origin } });

describe('drills over HTTP', () => {
  it('start only where the console itself asks', async () => {
    expect((await ask('POST', '/api/drills/one')).status).toBe(403);
    expect((await ask('POST', '/api/drills/one', 'https://attacker.example')).status).toBe(403);
    expect((await ask('POST', '/api/drills/none', base)).status).toBe(404);
    expect((await ask('POST', '/api/drills/..%2fone', base)).status).toBe(404);
  });

  it('run one at a time and roll back when they are stopped', async () => {
    expect((await ask('POST', '/api/drills/one', base)).status).toBe(202);
    const state = async (): Promise<string> => {
      const { progress } = (await (await ask('GET', '/api/drills/one')).json()) as {
        progress?: { state: string };
      };
      return progress?.state ?? 'none';
    };
    while ((await state()) !== 'running') await delay(20);
    const second = await ask('POST', '/api/drills/two', base);
    expect([second.status, await second.text()]).toEqual([409, expect.stringContaining('one is running')]);
    expect((await ask('DELETE', '/api/drills/two', base)).status).toBe(409);
    expect((await ask('DELETE', '/api/drills/one')).status).toBe(403);
    expect((await ask('DELETE', '/api/drills/one', base)).status).toBe(202);
    while ((await state()) !== 'interrupted') await delay(20);
    const ended = async (): Promise<unknown> =>
      ((await (await ask('GET', '/api/drills/one')).json()) as { ended: unknown }).ended;
    while ((await ended()) === null) await delay(20);
    expect(await ended()).toMatchObject({ exitCode: 1, said: 'rolled back\n' });
  });

  it('lets nothing else be changed', async () => {
    expect((await ask('POST', '/monitoring/_flightdeck/faults', base)).status).toBe(405);
    expect((await ask('DELETE', '/monitoring/v3/projects/p/alertPolicies/1', base)).status).toBe(405);
  });
});

describe('progress', () => {
  it('tells a runner that died from one that runs', async () => {
    const at = Date.parse('2026-01-01T00:00:00Z');
    await mkdir(join(root, 'reports/three'), { recursive: true });
    const progress = { state: 'running', updatedAt: new Date(at).toISOString() };
    await writeFile(join(root, 'reports/three/progress.json'), JSON.stringify(progress));
    expect((await readProgress(join(root, 'reports'), 'three', at + 5_000))?.state).toBe('running');
    expect((await readProgress(join(root, 'reports'), 'three', at + 60_000))?.state).toBe('died');
    expect(await readProgress(join(root, 'reports'), 'four', at)).toBeUndefined();
  });

  it.each([
    ['http://127.0.0.1:29090', 29_090],
    ['http://attacker.example:80', undefined],
    ['file:///etc/passwd', undefined],
    ['', undefined],
  ])('takes monitoring at %p from port %p', (monitoring, port) => {
    expect(monitoringPort({ monitoring })).toBe(port);
  });
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
