import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The fields of the runner's progress.json that this server itself reads; the page reads the rest. */
export interface Progress {
  readonly experiment: string;
  readonly state: 'running' | 'passed' | 'failed' | 'interrupted' | 'died';
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly monitoring: string;
  readonly report: string | null;
}

/** The runner writes every second; one that has been silent for this long is dead, whatever its file says. */
const SILENT_AFTER_MS = 20_000;

/** How far an experiment is or how its last run ended; undefined when it never ran here. */
export async function readProgress(
  reports: string,
  name: string,
  now = Date.now(),
): Promise<Progress | undefined> {
  const text = await readFile(join(reports, name, 'progress.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const progress = JSON.parse(text) as Progress;
  const silent = now - Date.parse(progress.updatedAt) > SILENT_AFTER_MS;
  return progress.state === 'running' && silent ? { ...progress, state: 'died' } : progress;
}

/** The port of the drilled pipeline's monitoring; undefined for an address that is not on this machine. */
export function monitoringPort({ monitoring }: Pick<Progress, 'monitoring'>): number | undefined {
  const url = URL.parse(monitoring);
  return url?.protocol === 'http:' && url.hostname === '127.0.0.1' ? Number(url.port) : undefined;
}
