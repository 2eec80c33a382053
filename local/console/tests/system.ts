import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const root = resolve(fileURLToPath(import.meta.url), '../../../..');
/** Catches a hang; two busy cores may take minutes to start two processes. */
const LIMIT_MS = 300_000;

export interface ConsoleUnderTest {
  readonly url: string;
  readonly monitoring: string;
  stop(): Promise<void>;
}

/** local/monitoring with a history of five systems and the committed policies, and the console before it. */
export async function startConsole(): Promise<ConsoleUnderTest> {
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
  await until(() => answers(`${monitoring}/_flightdeck/readyz`));
  await until(() => answers(`${url}/healthz`));
  const backfill = spawn(
    process.execPath,
    ['local/monitoring/bench/backfill.ts', '--systems', '5', '--hours', '6', '--url', monitoring],
    { cwd: root, env, stdio: 'ignore' },
  );
  const [code] = await once(backfill, 'close');
  if (code !== 0) throw new Error(`backfill ended with exit code ${code}`);
  await postAll(`${monitoring}/v1/projects/flightdeck-local/dashboards`, 'monitoring/dashboards');
  return {
    url,
    monitoring,
    stop: async () => {
      for (const child of children) child.kill('SIGTERM');
      await Promise.all(children.map((child) => child.exitCode ?? once(child, 'close')));
    },
  };
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

async function until(condition: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + LIMIT_MS;
  while (!(await condition())) {
    if (performance.now() > giveUpAt) throw new Error('the console did not start');
    await new Promise((again) => setTimeout(again, 50));
  }
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
