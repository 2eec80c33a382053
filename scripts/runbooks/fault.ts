import { setTimeout as delay } from 'node:timers/promises';
import type { Surroundings } from '../../chaos/src/activity/provider.ts';
import { runActivity } from '../../chaos/src/activity/run-activity.ts';
import type { Experiment } from '../../chaos/src/document/schema.ts';
import { configurationValues, substitute } from '../../chaos/src/document/substitute.ts';
import { endpointVariables } from '../../chaos/src/system/endpoints.ts';
import type { SystemUnderTest } from '../../chaos/src/system/start.ts';

/** A faulty state that lasts until it is ended. */
export interface LastingFault {
  /** Rolls back; throws when the method or the rollback failed. */
  end(): Promise<void>;
}

/**
 * Brings a pipeline into the state that an experiment's method makes. What the method does by a process that
 * ends (a flood, poison) is done again and again, so that the state lasts while pages are read.
 */
export async function startFault(
  { name, document }: Experiment,
  system: SystemUnderTest,
  env: Readonly<Record<string, string | undefined>>,
): Promise<LastingFault> {
  const filled = substitute(
    { method: document.method, rollbacks: document.rollbacks },
    configurationValues(document.configuration, { ...env, ...endpointVariables(system.endpoints) }),
  );
  const stop = new AbortController();
  const variables = { ...env, ...endpointVariables(system.endpoints) };
  const during: Surroundings = { signal: stop.signal, env: variables };
  const faults: string[] = [];
  const run = async (
    activity: (typeof filled.method)[number],
    surroundings: Surroundings,
  ): Promise<boolean> => {
    const { status, exception, output } = await runActivity(activity, surroundings);
    if (status === 'failed' && !surroundings.signal.aborted)
      faults.push(`${name}: ${activity.name}: ${exception?.join() ?? JSON.stringify(output)}`);
    return status === 'succeeded';
  };
  const repeated: Promise<void>[] = [];
  for (const activity of filled.method) {
    if (activity.provider.type === 'http') await run(activity, during);
    else repeated.push(repeat(() => run(activity, during), stop.signal));
  }
  return {
    async end() {
      stop.abort();
      await Promise.all(repeated);
      const after: Surroundings = { signal: new AbortController().signal, env: variables };
      for (const activity of filled.rollbacks) await run(activity, after);
      if (faults.length > 0) throw new Error(faults.join('\n'));
    },
  };
}

/** Poison once in this time keeps an alert open; at once it would fill the list that pages show. */
const REPEAT_EVERY_MS = 5_000;

async function repeat(once: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const next = delay(REPEAT_EVERY_MS, undefined, { signal }).catch(() => {});
    if (!(await once())) return;
    await next;
  }
}
