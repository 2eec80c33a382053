import { hostname, platform, release } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { HypothesisResult, Journal, JournalEntry } from './activity/journal.ts';
import type { Surroundings } from './activity/provider.ts';
import { checkSteadyState, runActivity } from './activity/run-activity.ts';
import { type Check, judge, type Observation } from './claim/judge.ts';
import type { Experiment } from './document/schema.ts';
import { configurationValues, substitute } from './document/substitute.ts';
import { endpointVariables } from './system/endpoints.ts';
import { settleLedger } from './system/ledger.ts';
import { badEvents, clockNow, listFaults, listIncidents } from './system/observe.ts';
import type { SystemUnderTest } from './system/start.ts';

export interface RunSetting {
  readonly experiment: Experiment;
  readonly system: SystemUnderTest;
  readonly root: string;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

export interface ExperimentResult {
  readonly name: string;
  readonly passed: boolean;
  readonly checks: readonly Check[];
  readonly observation: Observation;
  readonly journal: Journal;
}

const POLL_MS = 250;
/** Real time for the start-up's own alerts to close and caches to warm. */
const SETTLE_LIMIT_MS = 120_000;
/** Real time beyond the claim's recovery: what comes later is late, not to be waited for. */
const RECOVERY_GRACE_MS = 10_000;

/** Steady state, method, claim, rollback always, ledger. */
export async function runExperiment({
  experiment,
  system,
  root,
  signal,
  say,
}: RunSetting): Promise<ExperimentResult> {
  const { document, claim } = experiment;
  const { endpoints } = system;
  const env = { ...process.env, ...endpointVariables(endpoints) };
  const surroundings = { signal, env };
  const values = configurationValues(document.configuration, env);
  const filled = substitute(
    { steady: document['steady-state-hypothesis'], method: document.method, rollbacks: document.rollbacks },
    values,
  );
  const startedAt = new Date();
  const scale = await timeScale(endpoints.monitoring);

  say('waiting for the steady state');
  await untilQuiet(system, signal);
  const before = await checkSteadyState(filled.steady.probes, surroundings);
  const badEventsBefore = await badEvents(endpoints);
  const methodStartedAt = await clockNow(endpoints);

  const run: JournalEntry[] = [];
  let rollbacks: JournalEntry[] = [];
  let faults: Observation['faults'] = [];
  try {
    if (before.steady_state_met) {
      for (const activity of filled.method) {
        if (signal.aborted) break;
        say(activity.name);
        run.push(await runActivity(activity, surroundings));
      }
      await untilAllFired(experiment, system, methodStartedAt, signal, say);
    }
    faults = await listFaults(endpoints).catch(() => []);
  } finally {
    say('rolling back');
    rollbacks = await runAll(filled.rollbacks, env);
  }
  const rolledBackAt = await clockNow(endpoints);
  say('waiting for recovery');
  await untilRecovered(experiment, system, { methodStartedAt, rolledBackAt, scale }, signal, say);
  const after = await untilSteady(filled.steady.probes, surroundings);
  const incidents = await listIncidents(endpoints);
  const badEventsAfter = await badEvents(endpoints);
  say('reconciling');
  const ledger = await settleLedger(system, root, claim['dead-letters']);

  const observation: Observation = {
    methodStartedAt,
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
  const passed = checks.every(({ met }) => met) && !signal.aborted;
  const journal = writeJournal({ experiment, startedAt, before, after, run, rollbacks, passed, signal });
  return { name: experiment.name, passed, checks, observation, journal };
}

async function timeScale(monitoring: string): Promise<number> {
  const response = await fetch(`${monitoring}/_flightdeck/time`, {
    signal: AbortSignal.timeout(POLL_MS * 40),
  });
  return ((await response.json()) as { scale: number }).scale;
}

/** No incident is open any more from the start-up. */
async function untilQuiet({ endpoints }: SystemUnderTest, signal: AbortSignal): Promise<void> {
  const until = performance.now() + SETTLE_LIMIT_MS;
  while (!signal.aborted && performance.now() < until) {
    const open = (await listIncidents(endpoints)).filter(({ closedAt }) => closedAt === undefined);
    if (open.length === 0) return;
    await delay(POLL_MS);
  }
}

/** Waits, while the fault is in, for the claimed alerts, at most until the last one would be late. */
async function untilAllFired(
  { claim }: Experiment,
  { endpoints }: SystemUnderTest,
  since: number,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  const missing = new Map(Object.entries(claim.fires));
  while (missing.size > 0 && !signal.aborted) {
    const now = await clockNow(endpoints);
    for (const { alert, openedAt } of await listIncidents(endpoints)) {
      if (openedAt >= since && missing.delete(alert))
        say(`${alert} fired after ${Math.round(openedAt - since)} s`);
    }
    if (now > since + Math.max(...missing.values())) return;
    await delay(POLL_MS);
  }
}

async function untilRecovered(
  { claim }: Experiment,
  { endpoints }: SystemUnderTest,
  at: { readonly methodStartedAt: number; readonly rolledBackAt: number; readonly scale: number },
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<void> {
  const until = performance.now() + (claim['recovers-within'] / at.scale) * 1000 + RECOVERY_GRACE_MS;
  let last = '';
  while (!signal.aborted && performance.now() < until) {
    const open = (await listIncidents(endpoints)).filter(
      ({ alert, openedAt, closedAt }) =>
        closedAt === undefined && openedAt >= at.methodStartedAt && alert in claim.fires,
    );
    if (open.length === 0) return;
    const names = open.map(({ alert }) => alert).join(', ');
    if (names !== last) say(`still open: ${names}`);
    last = names;
    await delay(POLL_MS);
  }
}

/** A restarted process needs a moment; the steady state must come back, not be back at once. */
async function untilSteady(
  probes: Experiment['document']['steady-state-hypothesis']['probes'],
  surroundings: Surroundings,
): Promise<HypothesisResult> {
  const until = performance.now() + SETTLE_LIMIT_MS;
  for (;;) {
    const result = await checkSteadyState(probes, surroundings);
    if (result.steady_state_met || surroundings.signal.aborted || performance.now() > until) return result;
    await delay(POLL_MS);
  }
}

/** Every rollback is tried, also after Ctrl-C: the signal of the run does not reach it. */
async function runAll(
  activities: Experiment['document']['rollbacks'],
  env: Surroundings['env'],
): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for (const activity of activities)
    entries.push(await runActivity(activity, { signal: new AbortController().signal, env }));
  return entries;
}

interface JournalParts {
  readonly experiment: Experiment;
  readonly startedAt: Date;
  readonly before: HypothesisResult;
  readonly after: HypothesisResult;
  readonly run: readonly JournalEntry[];
  readonly rollbacks: readonly JournalEntry[];
  readonly passed: boolean;
  readonly signal: AbortSignal;
}

function writeJournal({
  experiment,
  startedAt,
  before,
  after,
  run,
  rollbacks,
  passed,
  signal,
}: JournalParts): Journal {
  const end = new Date();
  return {
    'chaoslib-version': 'flightdeck',
    platform: `${platform()}-${release()}`,
    node: hostname(),
    experiment: experiment.document,
    start: startedAt.toISOString(),
    end: end.toISOString(),
    duration: (end.getTime() - startedAt.getTime()) / 1000,
    status: signal.aborted ? 'interrupted' : passed ? 'completed' : 'failed',
    deviated: !after.steady_state_met,
    steady_states: { before, after, during: [] },
    run,
    rollbacks,
  };
}
