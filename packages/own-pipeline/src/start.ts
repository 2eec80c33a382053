import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Endpoints, endpointsOf } from './endpoints.ts';
import { getJson } from './http.ts';
import { portEnvironment } from './port-environment.ts';

/** How far a pipeline is, as its supervisor says. */
export interface Progress {
  readonly publisher: { readonly confirmed: number; readonly done?: boolean };
  readonly stored: number;
  readonly backlog: number;
}

export interface OwnPipeline {
  readonly endpoints: Endpoints;
  /** Holds `data/` and the supervisor's log. */
  readonly dataDir: string;
  /** For commands that are to address this pipeline. */
  readonly env: Readonly<Record<string, string>>;
  /** Stops everything in order. */
  stop(): Promise<void>;
}

export interface StartSetting {
  /** The repository. */
  readonly root: string;
  readonly dataDir: string;
  readonly portOffset: number;
  /** More options of `npm start`. */
  readonly options: readonly string[];
  /** Whether the page is served as well. */
  readonly console?: boolean;
  /** Handed to every process of the pipeline. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it is far enough to begin. */
  readonly ready: (progress: Progress) => boolean;
}

/** Two busy cores may take long to load everything at once. */
const START_LIMIT_MS = 600_000;
const STOP_LIMIT_MS = 60_000;
const POLL_MS = 200;
const KEPT_LAST_WORDS = 2_000;

/**
 * Starts a pipeline of its own: other ports, other data, a group of its own, so that Ctrl-C reaches the
 * caller alone, which stops it in order.
 * @throws Error with the supervisor's last words when it does not get ready
 */
export async function startPipeline(setting: StartSetting, signal: AbortSignal): Promise<OwnPipeline> {
  const { root, dataDir, portOffset, options, ready } = setting;
  await mkdir(dataDir, { recursive: true });
  const own = portEnvironment(portOffset);
  const env = { ...own.env, ...setting.env };
  const endpoints = endpointsOf(own.ports);
  const child = spawn(
    process.execPath,
    [
      'local/supervisor/src/main.ts',
      '--data',
      join(dataDir, 'data'),
      ...(setting.console ? [] : ['--no-console']),
      ...options,
    ],
    { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  const log = createWriteStream(join(dataDir, 'supervisor.log'));
  let lastWords = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      log.write(chunk);
      lastWords = `${lastWords}${chunk}`.slice(-KEPT_LAST_WORDS);
    });
  }
  const exited = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  let gone = false;
  void exited.then(() => {
    gone = true;
  });
  const stop = async (): Promise<void> => {
    if (!gone) child.kill('SIGTERM');
    const late = delay(STOP_LIMIT_MS, 'late' as const, { ref: false });
    if ((await Promise.race([exited, late])) === 'late') child.kill('SIGKILL');
    log.end();
  };
  const until = performance.now() + START_LIMIT_MS;
  for (;;) {
    const progress = await readProgress(endpoints).catch(() => undefined);
    if (progress !== undefined && ready(progress)) return { endpoints, dataDir, env, stop };
    if (gone || signal.aborted || performance.now() > until) {
      await stop();
      throw new Error(`the pipeline did not start:\n${lastWords}`);
    }
    await delay(POLL_MS);
  }
}

/** @throws Error when the supervisor does not answer */
export const readProgress = ({ supervisor }: Endpoints): Promise<Progress> =>
  getJson<Progress>(`${supervisor}/progress`);
