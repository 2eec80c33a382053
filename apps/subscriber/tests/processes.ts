import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Process {
  readonly pid: number | undefined;
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>;
  /** SIGTERM, and waits until it is gone. */
  stop(): Promise<Finished>;
  finished: Promise<Finished>;
  /** Standard output so far. */
  output(): string;
}

/** Starts `node SCRIPT ARGS` as the supervisor would. */
export function start(script: string, args: readonly string[], env: Record<string, string>): Process {
  const child: ChildProcess = spawn(process.execPath, [script, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const finished = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return {
    pid: child.pid,
    finished,
    output: () => stdout,
    async kill() {
      child.kill('SIGKILL');
      await finished;
    },
    async stop() {
      child.kill('SIGTERM');
      return finished;
    },
  };
}

/** Looks until `condition` holds; fails with `what` after a generous time. */
export async function until(
  what: string,
  condition: () => Promise<boolean> | boolean,
  limitMs = 300_000,
): Promise<void> {
  const giveUpAt = performance.now() + limitMs;
  for (;;) {
    if (await condition()) return;
    if (performance.now() > giveUpAt) throw new Error(`waited ${limitMs} ms for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

const LOOK_EVERY_MS = 50;

/** Whether a URL answers 2xx. */
export const answers = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    (response) => response.ok,
    () => false,
  );
