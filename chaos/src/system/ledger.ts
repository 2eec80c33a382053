import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { post, readProgress } from '@flightdeck/own-pipeline';
import { patiently } from './patiently.ts';
import type { SystemUnderTest } from './start.ts';

const POLL_MS = 250;
/** Real time without any change after which the rest counts as lost. */
const STUCK_AFTER_MS = 60_000;
/** What is acknowledged is durable, in the table or as a dead letter: an empty backlog has nothing more to give. */
const EMPTY_FOR_MS = 5_000;
const RECONCILE_LIMIT_MS = 300_000;

/**
 * Stops all that publishes, waits until what was published is stored, and asks the reconciliation.
 * @param deadLetters how many messages the experiment made undeliverable
 */
export async function settleLedger(
  system: SystemUnderTest,
  root: string,
  deadLetters: number,
  signal: AbortSignal,
): Promise<{ balances: boolean; said: string }> {
  const { supervisor } = system.endpoints;
  // The prober as well: what it stores all the time would look like progress where nothing moves any more.
  for (const sender of ['publisher', 'canary'])
    await patiently(() => post(`${supervisor}/processes/${sender}/stop`));
  let last = '';
  let changedAt = performance.now();
  let emptySince: number | undefined;
  while (!signal.aborted) {
    const { publisher, stored, backlog } = await patiently(() => readProgress(system.endpoints));
    if (backlog === 0 && stored >= publisher.confirmed) break;
    emptySince = backlog > 0 ? undefined : (emptySince ?? performance.now());
    if (emptySince !== undefined && performance.now() - emptySince > EMPTY_FOR_MS) break;
    const now = `${stored} ${backlog}`;
    if (now !== last) changedAt = performance.now();
    else if (performance.now() - changedAt > STUCK_AFTER_MS) break;
    last = now;
    await delay(POLL_MS);
  }
  return reconcile(system, root, deadLetters);
}

function reconcile(
  system: SystemUnderTest,
  root: string,
  deadLetters: number,
): Promise<{ balances: boolean; said: string }> {
  const ledger = join(system.dataDir, 'data', 'ledger.ndjson');
  const expected = deadLetters > 0 ? ['--expect-dead-letters', String(deadLetters)] : [];
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [
        'local/supervisor/src/on-laptop.ts',
        ...['apps/publisher/src/reconcile/main.ts', '--ledger', ledger, ...expected],
      ],
      { cwd: root, env: { ...process.env, ...system.env }, timeout: RECONCILE_LIMIT_MS },
      (error, stdout, stderr) => resolve({ balances: error === null, said: `${stdout}${stderr}`.trim() }),
    );
  });
}
