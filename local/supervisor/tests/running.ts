import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PORT_OFFSET_VARIABLE, type Ports, readPorts } from '@flightdeck/service';
import { checkPortsAreFree } from '../src/free-ports.ts';

/** The repository. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Offsets keep every port below 32768, where Linux begins to hand out ports to outgoing connections. */
const LOWEST_OFFSET = 11_000;
const OFFSETS = 12_000;
/** Longest wait for a condition, in ms; it only catches a hang. */
const PATIENCE_MS = 300_000;
const LOOK_EVERY_MS = 100;

export interface RunningPipeline {
  readonly ports: Ports;
  readonly api: string;
  readonly monitoring: string;
  readonly supervisor: string;
  /** What must be in the environment of a command that is to talk to it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** `npm start -- ARGS` on ports and data of its own. Resolves once everything runs. */
export async function startPipeline(args: readonly string[]): Promise<RunningPipeline> {
  const { offset, ports } = await freeOffset();
  const env = { [PORT_OFFSET_VARIABLE]: String(offset) };
  const folder = await mkdtemp(join(tmpdir(), 'flightdeck-'));
  const child: ChildProcess = spawn(
    process.execPath,
    ['local/supervisor/src/main.ts', '--data', join(folder, 'data'), ...args],
    { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (output += chunk));
  const closed = once(child, 'close');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await closed;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    // The last thing it says before it waits for Ctrl-C.
    await until('npm start to say that it runs', () => {
      if (child.exitCode !== null) throw new Error(`it ended: ${output}`);
      return output.includes('Flightdeck is running');
    });
  } catch (error) {
    await stop();
    throw error;
  }
  const url = (port: number): string => `http://127.0.0.1:${port}`;
  return {
    ports,
    api: url(ports.api),
    monitoring: url(ports.monitoring),
    supervisor: url(ports.supervisor),
    env,
    stop,
  };
}

/** Looks until `found` gives something; fails with `what` after a generous time. */
export async function until<T>(
  what: string,
  found: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const result = await found();
    if (result !== undefined && result !== false) return result;
    if (performance.now() > giveUpAt) throw new Error(`waited ${PATIENCE_MS} ms for ${what}`);
    await delay(LOOK_EVERY_MS);
  }
}

async function freeOffset(): Promise<{ offset: number; ports: Ports }> {
  return until('an offset at which all ports are free', async () => {
    const offset = LOWEST_OFFSET + Math.floor(Math.random() * OFFSETS);
    const ports = readPorts({ [PORT_OFFSET_VARIABLE]: String(offset) });
    return checkPortsAreFree(ports).then(
      () => ({ offset, ports }),
      () => undefined,
    );
  });
}
