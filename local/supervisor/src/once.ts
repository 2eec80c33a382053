import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Ports } from '@flightdeck/service';
import { appEnvironment, ledgerFile } from './environment.ts';
import type { Options } from './options.ts';
import { watchPeakMemory } from './peak-memory.ts';
import type { Pipeline } from './pipeline.ts';
import type { Screen } from './screen.ts';

export interface OnceSetting {
  readonly pipeline: Pipeline;
  readonly options: Options;
  readonly ports: Ports;
  readonly root: string;
  readonly screen: Screen;
}

const POLL_MS = 250;
/** No progress for this long means the pipeline is stuck; what is missing shows in the reconciliation. */
const STUCK_AFTER_MS = 120_000;

/** Waits for the replay to end and drain, reconciles, prints the table. Returns the exit code. */
export async function runOnce({ pipeline, options, ports, root, screen }: OnceSetting): Promise<number> {
  const publisher = pipeline.process('publisher');
  if (!publisher) throw new Error('--once needs a replay: leave out --no-replay');
  const memory = watchPeakMemory(pipeline);
  const exit = await publisher.finished();
  if (exit.code !== 0) screen.say(`publisher ended with exit code ${exit.code}`);
  await drained(pipeline);
  const peaks = await memory.stop();
  if (peaks.length > 0) screen.say(`peak memory: ${peaks.join(' · ')}`);
  screen.end();
  const code = await reconcile(options, ports, root);
  return exit.code === 0 ? code : 1;
}

async function drained(pipeline: Pipeline): Promise<void> {
  let last = '';
  let lastChange = performance.now();
  for (;;) {
    const { backlog, stored, publisher } = pipeline.progress();
    if (backlog === 0 && stored >= publisher.confirmed) return;
    const now = `${backlog} ${stored}`;
    if (now !== last) lastChange = performance.now();
    else if (performance.now() - lastChange > STUCK_AFTER_MS) return;
    last = now;
    await delay(POLL_MS);
  }
}

function reconcile(options: Options, ports: Ports, root: string): Promise<number> {
  const child = spawn(
    process.execPath,
    ['apps/publisher/src/reconcile/main.ts', '--ledger', ledgerFile(options.data)],
    { cwd: root, env: { ...process.env, ...appEnvironment(ports) }, stdio: 'inherit' },
  );
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
