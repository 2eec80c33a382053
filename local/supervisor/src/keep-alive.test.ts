import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type KeptProcess, keepAlive } from './keep-alive.ts';

const LIMIT_MS = 60_000;
let dir: string;
let said: string[];
let kept: KeptProcess | undefined;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'keep-alive-'));
  said = [];
});

afterEach(async () => {
  await kept?.stop(LIMIT_MS);
  await rm(dir, { recursive: true });
});

async function start(
  source: string,
  spec: { longRunning?: boolean; readyUrl?: string; argvAfterFirst?: readonly string[] } = {},
): Promise<KeptProcess> {
  const script = join(dir, 'child.mjs');
  await writeFile(script, source);
  kept = keepAlive(
    { name: 'child', argv: [script], env: {}, longRunning: true, ...spec },
    { root: dir, logs: dir, say: (message) => said.push(message) },
  );
  return kept;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}

const logged = async (text: string): Promise<boolean> =>
  (await readFile(join(dir, 'child.log'), 'utf8').catch(() => '')).includes(text);

it('starts a process again that dies, and says so', async () => {
  const child = await start('console.log("up", process.pid); setInterval(() => {}, 1000)');
  await until(() => logged('up'));
  const first = child.status().pid;
  child.signal('SIGKILL');
  await until(() => logged(`up ${child.status().pid}`).then((up) => up && child.status().pid !== first));
  expect(said).toEqual([expect.stringMatching(/child died \(SIGKILL\); restart 1 in/)]);
  expect(child.status()).toMatchObject({ restarts: 1 });
});

it('shows the last words of a process that cannot start', async () => {
  await start('console.error("PORT: is not set"); process.exit(1)');
  await until(() => said.length >= 2);
  expect(said[0]).toMatch(/exit code 1/);
  expect(said[1]).toMatch(/PORT: is not set/);
});

it('lets a process end whose work is done', async () => {
  const child = await start('console.log("done")', { longRunning: false });
  await expect(child.finished()).resolves.toEqual({ code: 0, signal: null });
  expect(child.status()).toMatchObject({ state: 'finished', restarts: 0 });
});

it('stops and starts again on demand', async () => {
  const child = await start('console.log("up", process.pid); setInterval(() => {}, 1000)');
  await until(() => logged('up'));
  await child.stop(LIMIT_MS);
  expect(child.status()).toMatchObject({ state: 'stopped', restarts: 0 });
  child.start();
  await until(() => logged(`up ${child.status().pid}`));
});

it('is running again once it answers after a restart', async () => {
  const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const child = await start('console.log("up"); setInterval(() => {}, 1000)', {
    readyUrl: `http://127.0.0.1:${port}`,
  });
  await child.ready(LIMIT_MS);
  const first = child.status().pid;
  child.signal('SIGKILL');
  await until(() => child.status().state === 'running' && child.status().pid !== first);
  server.closeAllConnections();
  server.close();
});

it('tells a process that ran before to go on where it was, after a death and after a stop', async () => {
  const child = await start('console.log("up", ...process.argv.slice(2), ""); setInterval(() => {}, 1000)', {
    argvAfterFirst: ['--resume'],
  });
  const ups = async (): Promise<string[]> =>
    (await readFile(join(dir, 'child.log'), 'utf8').catch(() => ''))
      .split('\n')
      .filter((line) => line.includes('up'));
  await until(async () => (await ups()).length === 1);
  child.signal('SIGKILL');
  await until(async () => (await ups()).length === 2);
  await child.stop(LIMIT_MS);
  child.start();
  await until(async () => (await ups()).length === 3);
  expect((await ups()).map((line) => line.includes('--resume'))).toEqual([false, true, true]);
});

it('stops a frozen process', async () => {
  const child = await start('console.log("up"); setInterval(() => {}, 1000)');
  await until(() => logged('up'));
  child.signal('SIGSTOP');
  await child.stop(LIMIT_MS);
  expect(child.status().state).toBe('stopped');
});
