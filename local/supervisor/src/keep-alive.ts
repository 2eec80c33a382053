import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Child, type Exit, type ProcessSpec, startChild } from './child.ts';

export type ProcessState = 'starting' | 'running' | 'restarting' | 'stopped' | 'finished';

export interface ProcessStatus {
  readonly name: string;
  readonly state: ProcessState;
  readonly pid?: number;
  readonly restarts: number;
  readonly lastExit?: Exit;
}

export interface KeptProcess {
  status(): ProcessStatus;
  /** Resolves when it answers ready; rejects when it ends first or the limit passes. */
  ready(limitMs: number): Promise<void>;
  /** Resolves with the exit of a process that ends by itself. */
  finished(): Promise<Exit>;
  signal(signal: NodeJS.Signals): void;
  /** Stops it and leaves it down: SIGTERM, then SIGKILL after the grace. */
  stop(graceMs: number): Promise<void>;
  /** Starts it again after a stop. */
  start(): void;
}

/** First wait before a restart; doubles with each quick death. */
const FIRST_RESTART_DELAY_MS = 250;
const LONGEST_RESTART_DELAY_MS = 10_000;
/** A process that lived this long was healthy: its next death starts the backoff anew. */
const HEALTHY_LIFE_MS = 30_000;
/** Often enough that waiting for readiness adds nothing a person notices. */
const READY_POLL_MS = 50;
const READY_REQUEST_TIMEOUT_MS = 2_000;

export interface KeepAliveOptions {
  readonly root: string;
  readonly logs: string;
  readonly say: (message: string) => void;
}

/** Starts a process and starts it again whenever it dies, until it is stopped. */
export function keepAlive(spec: ProcessSpec, { root, logs, say }: KeepAliveOptions): KeptProcess {
  let state: ProcessState = 'stopped';
  let child: Child | undefined;
  let lastExit: Exit | undefined;
  let restarts = 0;
  let quickDeaths = 0;
  let launched = false;
  let done: (exit: Exit) => void = () => {};
  let finished = new Promise<Exit>((resolve) => {
    done = resolve;
  });
  let wake = new AbortController();

  const launch = (): void => {
    state = 'starting';
    const startedAt = performance.now();
    const argv = launched ? [...spec.argv, ...(spec.argvAfterFirst ?? [])] : spec.argv;
    launched = true;
    const current = startChild({ ...spec, argv }, join(logs, `${spec.name}.log`), root);
    child = current;
    if (spec.readyUrl === undefined) state = 'running';
    else void noteReady(current, spec.readyUrl);
    void current.exited.then((exit) => onExit(current, exit, performance.now() - startedAt));
  };

  /** Also after a restart: who looks at the states must see that it is back. */
  const noteReady = async (current: Child, url: string): Promise<void> => {
    while (child === current && state === 'starting') {
      if (!(await answers(url))) await delay(READY_POLL_MS);
      else if (child === current && state === 'starting') state = 'running';
    }
  };

  const onExit = async (ended: Child, exit: Exit, livedMs: number): Promise<void> => {
    if (child !== ended) return;
    child = undefined;
    lastExit = exit;
    if (state === 'stopped') return;
    if (!spec.longRunning && exit.signal === null) {
      state = 'finished';
      done(exit);
      return;
    }
    quickDeaths = livedMs > HEALTHY_LIFE_MS ? 0 : quickDeaths + 1;
    const waitMs = Math.min(
      LONGEST_RESTART_DELAY_MS,
      FIRST_RESTART_DELAY_MS * 2 ** Math.max(0, quickDeaths - 1),
    );
    state = 'restarting';
    restarts += 1;
    const how = exit.signal ?? `exit code ${exit.code}`;
    say(`${spec.name} died (${how}); restart ${restarts} in ${(waitMs / 1000).toFixed(1)} s`);
    for (const line of exit.signal === null ? ended.lastErrors() : []) say(`  ${spec.name}: ${line}`);
    const woken = await delay(waitMs, false, { signal: wake.signal }).catch(() => true);
    if (!woken && state === 'restarting') launch();
  };

  launch();

  return {
    status: () => ({
      name: spec.name,
      state,
      ...(child ? { pid: child.pid } : {}),
      restarts,
      ...(lastExit ? { lastExit } : {}),
    }),
    async ready(limitMs) {
      const until = performance.now() + limitMs;
      while (spec.readyUrl !== undefined && state !== 'running') {
        if (state === 'restarting' || state === 'stopped' || state === 'finished') {
          throw new Error(`${spec.name} ended before it was ready (see ${join(logs, `${spec.name}.log`)})`);
        }
        if (performance.now() > until)
          throw new Error(`${spec.name} was not ready after ${limitMs / 1000} s`);
        await delay(READY_POLL_MS);
      }
    },
    finished: () => finished,
    signal: (signal) => child?.kill(signal),
    async stop(graceMs) {
      state = 'stopped';
      wake.abort();
      wake = new AbortController();
      const current = child;
      if (!current) return;
      // A frozen process cannot hear SIGTERM.
      current.kill('SIGCONT');
      current.kill('SIGTERM');
      const grace = new AbortController();
      const late = delay(graceMs, 'late' as const, { signal: grace.signal }).catch(() => 'ended' as const);
      if ((await Promise.race([current.exited, late])) === 'late') {
        say(`${spec.name} did not stop within ${graceMs / 1000} s; killed`);
        current.kill('SIGKILL');
        await current.exited;
      }
      grace.abort();
      child = undefined;
    },
    start() {
      if (child || state === 'restarting') return;
      finished = new Promise<Exit>((resolve) => {
        done = resolve;
      });
      launch();
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(READY_REQUEST_TIMEOUT_MS) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
