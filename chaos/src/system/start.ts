import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PORT_OFFSET_VARIABLE, readPorts } from '@flightdeck/service';
import type { Claim } from '../document/schema.ts';
import { type Endpoints, endpointsOf } from './endpoints.ts';
import { getJson } from './http.ts';

export interface SystemUnderTest {
  readonly endpoints: Endpoints;
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string>>;
  /** Stops everything in order. */
  stop(): Promise<void>;
}

export interface StartSetting {
  readonly root: string;
  readonly dataDir: string;
  readonly timeScale: number;
  readonly portOffset: number;
  readonly claim: Pick<Claim, 'rate' | 'consumer-rate' | 'systems'>;
}

/** Two busy cores may take long to load everything at once. */
const START_LIMIT_MS = 180_000;
const STOP_LIMIT_MS = 60_000;
const POLL_MS = 200;

/** Starts a pipeline of its own for one experiment: other ports, other data, fast time. */
export async function startSystem(setting: StartSetting, signal: AbortSignal): Promise<SystemUnderTest> {
  const { root, dataDir, timeScale, portOffset, claim } = setting;
  await mkdir(dataDir, { recursive: true });
  const env = { [PORT_OFFSET_VARIABLE]: String(portOffset) };
  const endpoints = endpointsOf(readPorts(env));
  const child = spawn(
    process.execPath,
    [
      'local/supervisor/src/main.ts',
      ...['--time-scale', String(timeScale), '--rate', String(claim.rate)],
      ...['--consumer-rate', String(claim['consumer-rate']), '--systems', String(claim.systems)],
      ...['--data', join(dataDir, 'data'), '--no-console'],
    ],
    // A group of its own: Ctrl-C must reach the runner, which rolls back before it stops the pipeline.
    { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  const log = createWriteStream(join(dataDir, 'supervisor.log'));
  let lastWords = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      log.write(chunk);
      lastWords = `${lastWords}${chunk}`.slice(-2_000);
    });
  }
  const exited = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  let gone = false;
  void exited.then(() => {
    gone = true;
  });
  const stop = async (): Promise<void> => {
    if (!gone) child.kill('SIGTERM');
    const late = delay(STOP_LIMIT_MS, 'late' as const, { ref: false });
    if ((await Promise.race([exited, late])) === 'late') child.kill('SIGKILL');
    log.end();
  };
  const until = performance.now() + START_LIMIT_MS;
  while (!(await flows(endpoints))) {
    if (gone || signal.aborted || performance.now() > until) {
      await stop();
      throw new Error(`the pipeline did not start:\n${lastWords}`);
    }
    await delay(POLL_MS);
  }
  return { endpoints, dataDir, env, stop };
}

interface Progress {
  readonly publisher: { readonly confirmed: number };
  readonly stored: number;
}

/** Events are published and stored. */
async function flows({ supervisor }: Endpoints): Promise<boolean> {
  const progress = await getJson<Progress>(`${supervisor}/progress`).catch(() => undefined);
  return progress !== undefined && progress.publisher.confirmed > 0 && progress.stored > 0;
}
