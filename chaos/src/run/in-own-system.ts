import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endpointsOf, portEnvironment } from '@flightdeck/own-pipeline';
import type { Experiment } from '../document/schema.ts';
import { firstProgress, type RunState } from '../progress/progress.ts';
import { openProgressFile } from '../progress/progress-file.ts';
import { createWatcher } from '../progress/watcher.ts';
import { reportHtml } from '../report/html.ts';
import { startSystem } from '../system/start.ts';
import { type ExperimentResult, runExperiment } from './experiment.ts';

export interface OwnSystemSetting {
  readonly experiment: Experiment;
  readonly root: string;
  readonly portOffset: number;
  /** Used where the experiment asks for none of its own. */
  readonly timeScale: number;
  /** Where this experiment's progress, journal and report go. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

const REPORT = 'report.html';
const JOURNAL = 'journal.json';

/** Runs one experiment on a pipeline started for it, and leaves progress, journal and report in its folder. */
export async function runInOwnSystem(setting: OwnSystemSetting): Promise<ExperimentResult> {
  const { experiment, root, portOffset, folder, signal, print } = setting;
  const scale = experiment.claim['time-scale'] ?? setting.timeScale;
  const { monitoring } = endpointsOf(portEnvironment(portOffset).ports);
  const file = await openProgressFile(
    folder,
    firstProgress(experiment, { at: new Date(), timeScale: scale, monitoring }),
  );
  const end = async (state: RunState): Promise<void> => {
    file.change({ state, phase: 'done', endedAt: new Date().toISOString() });
    await file.close();
  };
  const watcher = createWatcher(file, print);
  const dataDir = await mkdtemp(join(tmpdir(), `flightdeck-${experiment.name}-`));
  let result: ExperimentResult | undefined;
  try {
    watcher.say(`starting a pipeline of its own; ${scale} s of monitoring's clock a second`);
    const system = await startSystem(
      { root, dataDir, timeScale: scale, portOffset, claim: experiment.claim },
      signal,
    );
    try {
      result = await runExperiment({ experiment, system, root, scale, signal, watcher });
    } finally {
      await system.stop();
    }
    await writeFile(join(folder, JOURNAL), JSON.stringify(result.journal, null, 2));
    await writeFile(join(folder, REPORT), reportHtml(result, JOURNAL));
    file.change({ checks: result.checks, report: REPORT, journal: JOURNAL });
    return result;
  } catch (thrown) {
    watcher.say(String(thrown));
    throw thrown;
  } finally {
    await end(signal.aborted ? 'interrupted' : result?.passed ? 'passed' : 'failed');
    if (result?.passed) await rm(dataDir, { recursive: true, force: true });
    else print(`      its data and logs stay in ${dataDir}`);
  }
}
