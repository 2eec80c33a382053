import type { Options } from './options.ts';

export interface Counts {
  /** Handed to Pub/Sub. */
  published: number;
  /** Confirmed by Pub/Sub. */
  confirmed: number;
  /** Rows that could not be published: bad lines, and events the topic refused. */
  failed: number;
}

export interface Progress {
  readonly counts: Counts;
  stop(done: boolean): void;
}

const EVERY_MS = 500;
const BAR_WIDTH = 30;

/** Shows the counts twice a second: a bar for people, or one JSON object a line for programs. */
export function showProgress(
  how: Options['progress'],
  total: number | undefined,
  counts: Counts,
  write: (text: string) => void,
): Progress {
  const startedAt = performance.now();
  const show = (done: boolean): void => {
    if (how === 'json')
      write(`${JSON.stringify({ ...counts, ...(total === undefined ? {} : { total }), done })}\n`);
    if (how === 'bar')
      write(`\r${bar(counts, total, (performance.now() - startedAt) / 1_000)}${done ? '\n' : ''}`);
  };
  const timer = setInterval(() => show(false), EVERY_MS);
  return {
    counts,
    stop(done) {
      clearInterval(timer);
      show(done);
    },
  };
}

/** One line: how far, how many, how fast. @param seconds since the start */
export function bar({ confirmed, failed }: Counts, total: number | undefined, seconds: number): string {
  const number = (value: number): string => value.toLocaleString('en-US');
  const rate = `${number(Math.round(confirmed / Math.max(seconds, 0.001)))} events/s`;
  const bad = failed > 0 ? `, ${number(failed)} failed` : '';
  if (total === undefined) return `${number(confirmed)} confirmed${bad}, ${rate}`;
  const share = total === 0 ? 1 : Math.min(1, confirmed / total);
  const filled = Math.round(share * BAR_WIDTH);
  const drawn = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
  return `${drawn} ${Math.floor(share * 100)} % ${number(confirmed)} of ${number(total)} confirmed${bad}, ${rate}`;
}
