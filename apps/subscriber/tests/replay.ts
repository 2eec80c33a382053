import { join } from 'node:path';
import { type Finished, type Process, start } from './processes.ts';
import type { System } from './system.ts';

/** Starts the publisher as the supervisor does. */
export const startReplay = (system: System, file: string, rate: string): Process =>
  start(
    'apps/publisher/src/main.ts',
    ['--file', file, '--rate', rate, '--progress', 'json', '--ledger', ledger(system)],
    { ...system.env },
  );

/** How many events the publisher says were confirmed. */
export function confirmed(publisher: Process): number {
  const last = publisher.output().trimEnd().split('\n').at(-1) ?? '';
  return last.startsWith('{') ? JSON.parse(last).confirmed : 0;
}

export interface ReconcileReport {
  readonly balanced: boolean;
  readonly published: number;
  readonly distinct: number;
  readonly missing: readonly number[];
  readonly duplicate: number;
  readonly altered: readonly number[];
  readonly rawRows: number;
}

/** `npm run reconcile`, its report and exit code. */
export async function reconcile(
  system: System,
): Promise<{ report: ReconcileReport; code: Finished['code'] }> {
  const { code, stdout, stderr } = await start(
    'apps/publisher/src/reconcile/main.ts',
    ['--ledger', ledger(system), '--wait', '300', '--json'],
    { ...system.env },
  ).finished;
  if (!stdout.startsWith('{')) throw new Error(`reconcile said nothing: ${stderr}`);
  return { code, report: JSON.parse(stdout) };
}

const ledger = ({ folder }: System): string => join(folder, 'ledger.ndjson');
