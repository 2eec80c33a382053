import { toError } from '@flightdeck/service';
import { minimise } from './minimise.ts';
import { scheduleOf } from './retime.ts';
import type { SoakResult } from './run-soak.ts';
import type { Schedule } from './schedule/document.ts';

export interface CulpritSetting {
  readonly maxRuns: number;
  readonly minutes: number;
  readonly run: (schedule: Schedule) => Promise<SoakResult>;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface Culprit {
  readonly schedule: Schedule;
  readonly runs: number;
  readonly complete: boolean;
}

/** The smallest schedule found that breaks one of the same invariants; each try is a soak on a pipeline of its own. */
export async function findCulprit(
  failed: SoakResult,
  { maxRuns, minutes, run, say, signal }: CulpritSetting,
): Promise<Culprit> {
  const broken = new Set(brokenBy(failed));
  const until = performance.now() + minutes * 60_000;
  let tries = 0;
  const fails = async (steps: Schedule['steps']): Promise<boolean> => {
    const schedule = scheduleOf(steps, failed.schedule);
    tries += 1;
    say(
      `minimising, run ${tries}: ${steps.length} of ${failed.schedule.steps.length} faults, ${schedule.seconds} s`,
    );
    const result = await run(schedule).catch((error: unknown) => toError(error));
    if (result instanceof Error) {
      say(`could not be told, taken as passing: ${result.message}`);
      return false;
    }
    const again = brokenBy(result).filter((name) => broken.has(name));
    say(again.length > 0 ? `fails as well: ${again.join(', ')}` : 'passes');
    return again.length > 0;
  };
  const { items, runs, complete } = await minimise(failed.schedule.steps, (subset) => fails([...subset]), {
    maxRuns,
    mayGoOn: () => !signal.aborted && performance.now() < until,
  });
  return { schedule: scheduleOf(items, failed.schedule), runs, complete };
}

const brokenBy = ({ invariants }: SoakResult): string[] =>
  invariants.filter(({ held }) => !held).map(({ name }) => name);
