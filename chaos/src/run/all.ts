import { join } from 'node:path';
import { toError } from '@flightdeck/service';
import type { Experiment } from '../document/schema.ts';
import { againWhenStarved } from './again.ts';
import type { ExperimentResult } from './experiment.ts';
import { runInOwnSystem } from './in-own-system.ts';
import { printResult } from './print-result.ts';

export interface AllSetting {
  readonly experiments: readonly Experiment[];
  readonly root: string;
  readonly timeScale: number;
  readonly portOffset: number;
  /** How many run side by side. */
  readonly jobs: number;
  readonly attempts: number;
  /** Each experiment gets a folder of its name here. */
  readonly reports: string;
  readonly signal: AbortSignal;
  /** Called whenever one has started or ended. */
  readonly onChange: (outcomes: readonly Outcome[]) => Promise<void>;
}

/** How one experiment of several stands. */
export interface Outcome {
  readonly experiment: Experiment;
  readonly state: 'waiting' | 'running' | 'passed' | 'failed' | 'interrupted';
  /** Real time, once it ended. */
  readonly seconds?: number;
  readonly result?: ExperimentResult;
  /** More than one where the machine was starved: see again.ts. */
  readonly attempts?: number;
  /** Why there is no result. */
  readonly error?: string;
}

/** Between the ports of two pipelines; no two of a pipeline's own ports lie a multiple of it apart. */
const PORTS_APART = 100;

/** Runs experiments, `jobs` at a time, the longest first, until all ended or the signal aborts. */
export async function runAll(setting: AllSetting): Promise<readonly Outcome[]> {
  const { experiments, signal, jobs, onChange } = setting;
  const outcomes = new Map<string, Outcome>(
    experiments.map((experiment) => [experiment.name, { experiment, state: 'waiting' }]),
  );
  const waiting = jobs === 1 ? [...experiments] : longestFirst(experiments, setting.timeScale);
  const note = async (outcome: Outcome): Promise<void> => {
    outcomes.set(outcome.experiment.name, outcome);
    await onChange([...outcomes.values()]);
  };
  const work = async (worker: number): Promise<void> => {
    for (;;) {
      const experiment = signal.aborted ? undefined : waiting.shift();
      if (experiment === undefined) return;
      await note({ experiment, state: 'running' });
      await note(await runOne(experiment, setting, worker));
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, experiments.length) }, (_, worker) => work(worker)));
  return [...outcomes.values()];
}

async function runOne(experiment: Experiment, setting: AllSetting, worker: number): Promise<Outcome> {
  const { root, timeScale, portOffset, jobs, reports, signal } = setting;
  const print = (line: string): void =>
    console.log(jobs === 1 ? line : `${experiment.name.padEnd(NAME_WIDTH)}${line}`);
  const once = async (): Promise<Outcome & { passed: boolean }> => {
    const startedAt = performance.now();
    const seconds = (): number => Math.round((performance.now() - startedAt) / 1000);
    print(`${experiment.name}: ${experiment.document.title}`);
    try {
      const result = await runInOwnSystem({
        experiment,
        root,
        timeScale,
        portOffset: portOffset + worker * PORTS_APART,
        folder: join(reports, experiment.name),
        signal,
        print,
      });
      const state = signal.aborted ? 'interrupted' : result.passed ? 'passed' : 'failed';
      printResult(result, seconds(), print);
      return { experiment, state, passed: result.passed, seconds: seconds(), result };
    } catch (thrown) {
      const error = toError(thrown).message;
      print(`${experiment.name}: FAILED: ${error}`);
      const state = signal.aborted ? 'interrupted' : 'failed';
      return { experiment, state, passed: false, seconds: seconds(), error };
    }
  };
  const { last, attempts } = await againWhenStarved(once, {
    signal,
    say: print,
    maxAttempts: setting.attempts,
  });
  return { ...last, attempts };
}

const NAME_WIDTH = 24;

/** So that no long one is left to run alone at the end. */
function longestFirst(experiments: readonly Experiment[], timeScale: number): Experiment[] {
  const expected = ({ claim }: Experiment): number =>
    (Math.max(0, ...Object.values(claim.fires)) + claim['recovers-within']) /
    (claim['time-scale'] ?? timeScale);
  return [...experiments].sort((a, b) => expected(b) - expected(a));
}
