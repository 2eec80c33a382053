import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { answers, until } from './until.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../../..');

export interface ConsoleUnderTest {
  readonly url: string;
  readonly monitoring: string;
  /** Ends monitoring alone, as if it had died. */
  stopMonitoring(): Promise<void>;
  stop(): Promise<void>;
}

export interface History {
  readonly systems: number;
  readonly hours: number;
}

/** local/monitoring with a history and the committed dashboards, and the console before it; no pipeline runs. */
export async function startConsole({ systems, hours }: History): Promise<ConsoleUnderTest> {
  const [monitoringPort, otlpPort, consolePort] = await Promise.all([freePort(), freePort(), freePort()]);
  const env = {
    ...process.env,
    FLIGHTDECK_MONITORING_PORT: String(monitoringPort),
    FLIGHTDECK_OTLP_PORT: String(otlpPort),
    FLIGHTDECK_CONSOLE_PORT: String(consolePort),
  };
  const children: ChildProcess[] = [];
  const start = (...argv: string[]): void => {
    children.push(spawn(process.execPath, argv, { cwd: root, env, stdio: 'ignore' }));
  };
  const monitoring = `http://127.0.0.1:${monitoringPort}`;
  const url = `http://127.0.0.1:${consolePort}`;
  start('local/monitoring/src/main.ts');
  start('local/console/src/main.ts');
  await until('monitoring answers', () => answers(`${monitoring}/_flightdeck/readyz`));
  await until('the console answers', () => answers(`${url}/healthz`));
  const backfill = spawn(
    process.execPath,
    [
      'local/monitoring/bench/backfill.ts',
      '--systems',
      `${systems}`,
      '--hours',
      `${hours}`,
      '--url',
      monitoring,
    ],
    { cwd: root, env, stdio: 'ignore' },
  );
  const [code] = await once(backfill, 'close');
  if (code !== 0) throw new Error(`backfill ended with exit code ${code}`);
  await postAll(`${monitoring}/v1/projects/flightdeck-local/dashboards`, 'monitoring/dashboards');
  return {
    url,
    monitoring,
    stopMonitoring: () => end(children.slice(0, 1)),
    stop: () => end(children),
  };
}

async function end(children: readonly ChildProcess[]): Promise<void> {
  const running = children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  const closed = running.map((child) => once(child, 'close'));
  for (const child of running) child.kill('SIGTERM');
  await Promise.all(closed);
}

async function postAll(url: string, folder: string): Promise<void> {
  for (const file of await readdir(join(root, folder))) {
    await post(url, parse(await readFile(join(root, folder, file), 'utf8')));
  }
}

/** @throws Error with what was answered */
export async function post(url: string, body: unknown): Promise<{ name: string }> {
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as { name: string };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
