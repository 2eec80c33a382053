import type { ProcessStatus } from './keep-alive.ts';

/** What the publisher says of itself, one JSON line at a time. */
export interface PublisherProgress {
  readonly published: number;
  readonly confirmed: number;
  readonly failed: number;
  readonly total?: number;
  readonly done?: boolean;
}

export interface Progress {
  readonly publisher: PublisherProgress;
  /** Rows in the table, duplicates and canaries included. */
  readonly stored: number;
  readonly backlog: number;
  readonly oldestUnackedSeconds: number;
}

export const NO_PROGRESS: Progress = {
  publisher: { published: 0, confirmed: 0, failed: 0 },
  stored: 0,
  backlog: 0,
  oldestUnackedSeconds: 0,
};

/** Reads one line of the publisher's `--progress json`; other lines (logs) give undefined. */
export function parsePublisherLine(line: string): PublisherProgress | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value = JSON.parse(line) as Partial<PublisherProgress>;
    if (typeof value.confirmed !== 'number') return undefined;
    return { published: 0, failed: 0, ...value, confirmed: value.confirmed };
  } catch {
    return undefined;
  }
}

const count = (value: number): string => value.toLocaleString('en-US');

/** The one line on the screen. */
export function progressLine(progress: Progress, processes: readonly ProcessStatus[]): string {
  const { publisher, stored, backlog, oldestUnackedSeconds } = progress;
  const of = publisher.total === undefined ? '' : ` of ${count(publisher.total)}`;
  const parts = [
    `published ${count(publisher.confirmed)}${of}`,
    `stored ${count(stored)}`,
    `backlog ${count(backlog)}`,
    `lag ${oldestUnackedSeconds.toFixed(1)} s`,
  ];
  if (publisher.failed > 0) parts.push(`failed ${count(publisher.failed)}`);
  const down = processes.filter(({ state }) => state === 'restarting' || state === 'stopped');
  if (down.length > 0) parts.push(`down: ${down.map(({ name }) => name).join(', ')}`);
  const restarts = processes.reduce((sum, process) => sum + process.restarts, 0);
  if (restarts > 0) parts.push(`restarts ${restarts}`);
  return parts.join(' · ');
}
