import type { Journal, JournalEntry } from '../activity/journal.ts';
import type { Surroundings } from '../activity/provider.ts';
import { runActivity } from '../activity/run-activity.ts';
import { writeJournal } from '../activity/write-journal.ts';
import { type Check, judge, type Observation } from '../claim/judge.ts';
import type { Activity, Experiment } from '../document/schema.ts';
import { configurationValues, substitute } from '../document/substitute.ts';
import type { Watcher } from '../progress/watcher.ts';
import { endpointVariables } from '../system/endpoints.ts';
import { type Evidence, readEvidence } from '../system/evidence.ts';
import { settleLedger } from '../system/ledger.ts';
import { badEvents, clockNow, listFaults, listIncidents } from '../system/observe.ts';
import type { SystemUnderTest } from '../system/start.ts';
import {
  untilAllFired,
  untilBurned,
  untilMeasured,
  untilQuiet,
  untilRecovered,
  untilSteady,
} from './waits.ts';

export interface RunSetting {
  readonly experiment: Experiment;
  readonly system: SystemUnderTest;
  readonly root: string;
  /** Seconds of monitoring's clock per real second. */
  readonly scale: number;
  readonly signal: AbortSignal;
  readonly watcher: Watcher;
}

export interface ExperimentResult {
  readonly experiment: Experiment;
  readonly passed: boolean;
  readonly checks: readonly Check[];
  readonly observation: Observation;
  readonly evidence: Evidence;
  readonly journal: Journal;
}

/** Steady state, method, claim, rollback always, ledger. */
export async function runExperiment(setting: RunSetting): Promise<ExperimentResult> {
  const { experiment, system, root, scale, signal, watcher } = setting;
  const { document, claim } = experiment;
  const { endpoints } = system;
  const surroundings = { signal, env: { ...process.env, ...endpointVariables(endpoints) } };
  const waiting = { claim, endpoints, signal, watcher };
  const { steady, method, rollbacks: takeBack } = fillIn(experiment, surroundings.env);
  const startedAt = new Date();

  watcher.phase('steady-state');
  await untilMeasured(waiting);
  await untilQuiet(waiting);
  const before = await untilSteady(steady, surroundings);
  const badEventsBefore = await badEvents(endpoints);
  const methodStartedAt = await clockNow(endpoints);

  const run: JournalEntry[] = [];
  let faultInAt = methodStartedAt;
  let rollbacks: JournalEntry[] = [];
  let faults: Observation['faults'] = [];
  try {
    if (before.steady_state_met && !signal.aborted) {
      watcher.phase('method');
      watcher.methodStarted(methodStartedAt);
      for (const activity of method) {
        if (signal.aborted) break;
        watcher.say(activity.name);
        run.push(await runActivity(activity, surroundings));
        if (run.length === 1) {
          faultInAt = (await clockNow(endpoints)) - (activity.pauses?.after ?? 0) * scale;
          watcher.faultIn(faultInAt);
        }
      }
      watcher.phase('detecting');
      await untilAllFired(waiting, { methodStartedAt, faultInAt });
      await untilBurned(waiting, badEventsBefore, { methodStartedAt, faultInAt });
    }
    faults = await listFaults(endpoints).catch(() => []);
  } finally {
    watcher.phase('rolling-back');
    rollbacks = await runAll(takeBack, surroundings, watcher);
  }
  const rolledBackAt = await clockNow(endpoints);
  watcher.rolledBack(rolledBackAt);
  watcher.phase('recovering');
  await untilRecovered(waiting, { methodStartedAt, scale });
  const after = await untilSteady(steady, surroundings);
  const incidents = await listIncidents(endpoints);
  const badEventsAfter = await badEvents(endpoints);
  const evidence = await readEvidence(endpoints, { methodStartedAt, claim });
  watcher.phase('reconciling');
  watcher.say('reconciling');
  const ledger = await settleLedger(system, root, claim['dead-letters'], signal);

  const observation: Observation = {
    methodStartedAt,
    faultInAt,
    rolledBackAt,
    incidents,
    faults,
    actions: [...run, ...rollbacks],
    steadyBefore: before.steady_state_met,
    steadyAfter: after.steady_state_met,
    badEventsBefore,
    badEventsAfter,
    ledger,
  };
  const checks = judge(claim, observation);
  const interrupted = signal.aborted;
  const passed = checks.every(({ met }) => met) && !interrupted;
  const journal = writeJournal({ document, startedAt, before, after, run, rollbacks, interrupted });
  return { experiment, passed, checks, observation, evidence, journal };
}

function fillIn({ document }: Experiment, env: Surroundings['env']) {
  return substitute(
    {
      steady: document['steady-state-hypothesis'].probes,
      method: document.method,
      rollbacks: document.rollbacks,
    },
    configurationValues(document.configuration, env),
  );
}

/** Every rollback is tried, also after Ctrl-C: the signal of the run does not reach it. */
async function runAll(
  activities: readonly Activity[],
  { env }: Surroundings,
  watcher: Watcher,
): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for (const activity of activities) {
    watcher.say(`rolling back: ${activity.name}`);
    entries.push(await runActivity(activity, { signal: new AbortController().signal, env }));
  }
  return entries;
}
