import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface PublisherSetting {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly file: string;
  readonly rate: number | 'max';
  readonly ledger: string;
}

/** The publisher as a process, as its users run it. */
export interface PublisherProcess {
  /** Events that Pub/Sub has confirmed. */
  confirmed(): number;
  /** Asks it to end: it waits for the answers that are under way. */
  stop(): void;
  /** Resolves with its exit code. */
  readonly ended: Promise<number>;
}

const KEPT_LAST_WORDS = 2_000;

/** `lastWords` of its standard error come with an exit code other than 0, through `complain`. */
export function startPublisher(
  setting: PublisherSetting,
  complain: (text: string) => void,
): PublisherProcess {
  const { root, env, file, rate, ledger } = setting;
  const child = spawn(
    process.execPath,
    [
      ...['local/supervisor/src/on-laptop.ts', 'apps/publisher/src/main.ts'],
      ...['--file', file, '--rate', String(rate), '--progress', 'json', '--ledger', ledger],
    ],
    // A group of its own: Ctrl-C reaches the runner alone, which stops it in order.
    { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  let confirmed = 0;
  let lastWords = '';
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('{')) return;
    const said = JSON.parse(line) as { confirmed?: number };
    confirmed = said.confirmed ?? confirmed;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    lastWords = `${lastWords}${chunk}`.slice(-KEPT_LAST_WORDS);
  });
  const ended = once(child, 'close').then(([code]) => {
    if (code !== 0) complain(`the publisher of ${file} ended with code ${code}: ${lastWords.trim()}`);
    return Number(code ?? 1);
  });
  return { confirmed: () => confirmed, stop: () => void child.kill('SIGTERM'), ended };
}
