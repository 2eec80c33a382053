import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The longest experiment takes some minutes; one that hangs is told to roll back and end. */
const LONGEST_RUN_MS = 45 * 60_000;
/** After the request to stop, a rollback and an orderly stop of the pipeline take well under this. */
const STOP_LIMIT_MS = 150_000;
/** Of what the runner said, for when it ends before it wrote its progress. */
const KEPT_CHARACTERS = 4_000;

export interface DrillRunner {
  /** The experiment that was started from here and still runs. */
  readonly running: string | undefined;
  /** Of the last one that ended: how, and the end of what it said. */
  readonly last:
    | { readonly name: string; readonly exitCode: number | null; readonly said: string }
    | undefined;
  /** @throws Error when one runs already */
  start(name: string): void;
  /** Asks it to roll back and end, as Ctrl-C does; it is killed only when it does not. */
  stop(): void;
}

export interface RunnerSetting {
  readonly root: string;
  /** Added to every port of the pipeline that the experiment breaks. */
  readonly portOffset: number;
  /** Where the runner's output goes. */
  readonly reports: string;
}

/** Runs one experiment at a time, on a pipeline of its own, through the same command as `npm run chaos`. */
export function createDrillRunner({ root, portOffset, reports }: RunnerSetting): DrillRunner {
  let current: { readonly name: string; readonly child: ChildProcess } | undefined;
  let last: DrillRunner['last'];
  const stop = (): void => {
    if (!current) return;
    const { child } = current;
    child.kill('SIGINT');
    setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS).unref();
  };
  return {
    get running() {
      return current?.name;
    },
    get last() {
      return last;
    },
    stop,
    start(name) {
      if (current) throw new Error(`${current.name} is running: one drill at a time`);
      const log = join(reports, `${name}.log`);
      const child = launch(root, ['chaos/src/main.ts', name, '--port-offset', String(portOffset)], log);
      current = { name, child };
      const limit = setTimeout(stop, LONGEST_RUN_MS);
      limit.unref();
      void ending(child).then((exitCode) => {
        clearTimeout(limit);
        current = undefined;
        last = { name, exitCode, said: readFileSync(log, 'utf8').slice(-KEPT_CHARACTERS) };
      });
    },
  };
}

/**
 * A group of its own and a file to write to: the runner must be able to roll back and to stop its pipeline
 * after the console is gone, however that went.
 */
function launch(cwd: string, argv: readonly string[], log: string): ChildProcess {
  mkdirSync(join(log, '..'), { recursive: true });
  const file = openSync(log, 'w');
  const child = spawn(process.execPath, argv, { cwd, stdio: ['ignore', file, file], detached: true });
  closeSync(file);
  child.unref();
  return child;
}

async function ending(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, 'close').catch(() => [null]);
  return code as number | null;
}
