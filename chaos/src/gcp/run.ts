import { setTimeout as delay } from 'node:timers/promises';
import type { JournalEntry } from '../activity/journal.ts';
import { checkSteadyState, runActivity } from '../activity/run-activity.ts';
import type { Activity, Experiment } from '../document/schema.ts';
import { configurationValues, substitute } from '../document/substitute.ts';
import type { Incident } from '../system/observe.ts';

export interface CloudRun {
  readonly experiment: Experiment;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Show what would be done, do nothing. */
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  /** Incidents that opened since then. */
  readonly incidents: (since: Date) => Promise<readonly Incident[]>;
  /** Milliseconds between two looks at the incidents. */
  readonly lookEveryMs: number;
}

/** Alerts are seen by Cloud Monitoring in its own time: a claim's durations are real ones here. */
export async function runInCloud(run: CloudRun): Promise<boolean> {
  const { experiment, env, dryRun, say } = run;
  const { claim, document } = experiment;
  const plan = substitute(
    {
      steady: document['steady-state-hypothesis'].probes,
      method: document.method,
      rollbacks: document.rollbacks,
    },
    configurationValues(document.configuration, env),
  );
  const empty = emptyValues(experiment, env);
  if (empty.length > 0) throw new Error(`to be set in the environment: ${empty.join(', ')}`);
  say('what is done:');
  for (const activity of [...plan.method, ...plan.rollbacks]) say(`  ${commandLine(activity)}`);

  const surroundings = { signal: run.signal, env };
  const before = await checkSteadyState(plan.steady, surroundings);
  for (const { activity, tolerance_met, output, exception } of before.probes) {
    const why = (exception?.join(' ') ?? output?.stderr ?? '').trim();
    say(
      `${tolerance_met ? 'ok  ' : 'FAIL'} ${activity.name}${tolerance_met || why === '' ? '' : `: ${why}`}`,
    );
  }
  if (!before.steady_state_met) return false;
  if (dryRun) {
    say('a dry run: nothing was changed; --run does it');
    return true;
  }
  return carryOut(run, plan.method, plan.rollbacks, claim.fires);
}

async function carryOut(
  run: CloudRun,
  method: readonly Activity[],
  rollbacks: readonly Activity[],
  fires: Readonly<Record<string, number>>,
): Promise<boolean> {
  const { env, signal, say } = run;
  const startedAt = new Date();
  const entries: JournalEntry[] = [];
  const missing = new Map(Object.entries(fires));
  try {
    for (const activity of method) {
      if (signal.aborted) break;
      say(activity.name);
      entries.push(await runActivity(activity, { signal, env }));
    }
    const failed = entries.some(({ status }) => status === 'failed');
    if (!failed) await untilFired(run, missing, startedAt);
  } finally {
    // The signal of the run does not reach the rollback: it runs also after Ctrl-C.
    for (const activity of rollbacks) {
      say(`rolling back: ${activity.name}`);
      entries.push(await runActivity(activity, { signal: new AbortController().signal, env }));
    }
  }
  for (const { activity, status, output, exception } of entries) {
    if (status === 'failed') say(`FAIL ${activity.name}: ${exception?.join(' ') ?? output?.stderr}`);
  }
  for (const alert of missing.keys()) say(`FAIL ${alert} stayed silent`);
  return missing.size === 0 && !signal.aborted && entries.every(({ status }) => status === 'succeeded');
}

async function untilFired(
  { signal, say, incidents, lookEveryMs }: CloudRun,
  missing: Map<string, number>,
  startedAt: Date,
): Promise<void> {
  const last = startedAt.getTime() + Math.max(0, ...missing.values()) * 1000;
  while (missing.size > 0 && !signal.aborted) {
    for (const { alert, openedAt } of await incidents(startedAt)) {
      const after = Math.round(openedAt - startedAt.getTime() / 1000);
      if (after <= (missing.get(alert) ?? -1) && missing.delete(alert))
        say(`${alert} fired after ${after} s`);
    }
    if (missing.size === 0 || Date.now() > last) return;
    await delay(lookEveryMs, undefined, { signal }).catch(() => {});
  }
}

const commandLine = ({ name, provider }: Activity): string =>
  provider.type === 'process'
    ? `${[provider.path, ...provider.arguments].map(quoted).join(' ')}    # ${name}`
    : `${provider.method} ${provider.url}    # ${name}`;

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`);

/** Variables without a value and without a default. */
function emptyValues({ document }: Experiment, env: CloudRun['env']): string[] {
  return Object.values(document.configuration).flatMap((value) =>
    typeof value === 'object' && (env[value.key] ?? value.default) === '' ? [value.key] : [],
  );
}
