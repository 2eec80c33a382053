import { execFile } from 'node:child_process';
import type { OwnPipeline } from '@flightdeck/own-pipeline';

/** A message that waits on the dead-letter subscription. */
export interface DeadLetter {
  readonly eventId: string;
  readonly reason: string;
}

const COMMAND_LIMIT_MS = 300_000;
const MAX_OUTPUT_BYTES = 256_000_000;

/** Runs a command of the apps against the pipeline, as an operator would. @throws Error with what it wrote */
export function operate(system: OwnPipeline, root: string, argv: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['local/supervisor/src/on-laptop.ts', ...argv],
      {
        cwd: root,
        env: { ...process.env, ...system.env },
        timeout: COMMAND_LIMIT_MS,
        maxBuffer: MAX_OUTPUT_BYTES,
      },
      (error, stdout, stderr) => {
        // Reconcile ends with 1 and a report when something is missing: the report is the answer.
        if (error !== null && stdout === '')
          reject(new Error(`${argv.join(' ')}: ${stderr || String(error)}`));
        else resolve(stdout);
      },
    );
  });
}

const DEAD_LETTERS = 'apps/subscriber/src/dead-letters/main.ts';

export async function listDeadLetters(system: OwnPipeline, root: string): Promise<DeadLetter[]> {
  const text = await operate(system, root, [DEAD_LETTERS, 'list', '--json', '--limit', '1000000']);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as DeadLetter);
}

/** Publishes again what was set aside because of a fault and not because of itself. */
export async function replayDeadLetters(system: OwnPipeline, root: string, reason: string): Promise<void> {
  await operate(system, root, [DEAD_LETTERS, 'replay', '--reason', reason]);
}
