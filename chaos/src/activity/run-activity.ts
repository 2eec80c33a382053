import { setTimeout as delay } from 'node:timers/promises';
import type { Activity } from '../document/schema.ts';
import type { HypothesisResult, JournalEntry } from './journal.ts';
import { callProvider, type Surroundings } from './provider.ts';

/** An HTTP action that was refused, or a process that ended with a fault, did not do what the method says. */
const succeeded = (activity: Activity, status: number): boolean =>
  activity.provider.type === 'process' ? status === 0 : status < 400;

/** Runs one activity with its pauses. Never throws: what went wrong is in the entry. */
export async function runActivity(activity: Activity, surroundings: Surroundings): Promise<JournalEntry> {
  await pause(activity.pauses?.before, surroundings.signal);
  const start = new Date();
  const finish = (
    rest: Pick<JournalEntry, 'status' | 'output' | 'exception' | 'tolerance_met'>,
  ): JournalEntry => {
    const end = new Date();
    const duration = (end.getTime() - start.getTime()) / 1000;
    return { activity, start: start.toISOString(), end: end.toISOString(), duration, ...rest };
  };
  let entry: JournalEntry;
  try {
    const output = await callProvider(activity.provider, surroundings);
    const tolerance = activity.type === 'probe' ? activity.tolerance : undefined;
    const met = tolerance === undefined ? {} : { tolerance_met: output.status === tolerance };
    const done = tolerance !== undefined || succeeded(activity, output.status);
    entry = finish({ status: done ? 'succeeded' : 'failed', output, ...met });
  } catch (error) {
    entry = finish({
      status: 'failed',
      exception: [String(error)],
      ...(activity.type === 'probe' ? { tolerance_met: false } : {}),
    });
  }
  await pause(activity.pauses?.after, surroundings.signal);
  return entry;
}

/** Runs the probes of the steady state; the first that is not met ends the check. */
export async function checkSteadyState(
  probes: readonly Activity[],
  surroundings: Surroundings,
): Promise<HypothesisResult> {
  const entries: JournalEntry[] = [];
  for (const probe of probes) {
    const entry = await runActivity(probe, surroundings);
    entries.push(entry);
    if (entry.tolerance_met !== true) return { steady_state_met: false, probes: entries };
  }
  return { steady_state_met: true, probes: entries };
}

async function pause(seconds: number | undefined, signal: AbortSignal): Promise<void> {
  if (seconds) await delay(seconds * 1000, undefined, { signal }).catch(() => {});
}
