import { setTimeout as delay } from 'node:timers/promises';
import { getJson, type OwnPipeline } from '@flightdeck/own-pipeline';
import { patiently } from '../../system/patiently.ts';
import { liftEverything, tellSupervisor } from '../inject/apply.ts';
import type { StepRecord } from '../inject/timetable.ts';
import { type PoisonAction, PROCESSES } from '../schedule/document.ts';
import { processesOf } from '../watch/watch.ts';
import { listDeadLetters, operate, replayDeadLetters } from './dead-letters.ts';
import { INJECTED, type SortedLetters, sortLetters } from './sort-letters.ts';

/** What the reconciliation found, once everything was given its time. */
export interface Balance {
  readonly published: number;
  readonly distinct: number;
  readonly missing: readonly number[];
  readonly duplicate: number;
  readonly altered: readonly number[];
  readonly unrecorded: number;
  readonly rawRows: number;
}

export interface Settled {
  /** Seconds until every process ran and the backlog was empty; undefined where that never came. */
  readonly drainedAfterSeconds: number | undefined;
  readonly letters: SortedLetters;
  readonly balance: Balance;
}

/** A lease lasts a minute, a redelivery waits up to a minute, a clock that was ahead by 90 s holds them that much longer. */
const DRAIN_LIMIT_MS = 300_000;
const POLL_MS = 500;
/** A backlog that is empty for so long stays empty: a batch under way is acknowledged within it. */
const STAYS_EMPTY_MS = 1_500;

export interface SettleSetting {
  readonly system: OwnPipeline;
  readonly root: string;
  readonly records: readonly StepRecord[];
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Lifts everything, waits until the pipeline is empty, replays what faults had set aside, and reconciles. */
export async function settle({ system, root, records, say, signal }: SettleSetting): Promise<Settled> {
  const { endpoints } = system;
  await liftEverything(endpoints, PROCESSES);
  await tellSupervisor(endpoints, 'publisher', 'stop');
  say('all faults are lifted; waiting until nothing is under way');
  let drainedAfterSeconds = await drained(system, signal);
  signal.throwIfAborted();
  const letters = sortLetters(
    await patiently(() => listDeadLetters(system, root)),
    poisonOf(records.filter(({ appliedAt, failure }) => appliedAt !== undefined && failure === undefined)),
    poisonOf(records.filter(({ appliedAt }) => appliedAt !== undefined)),
  );
  if (letters.refusedByFault > 0) {
    say(`publishing again ${letters.refusedByFault} events that faults had the warehouse refuse`);
    // What an interrupted replay leaves on the subscription, the next one takes.
    await patiently(() => replayDeadLetters(system, root, INJECTED));
    const again = await drained(system, signal);
    signal.throwIfAborted();
    drainedAfterSeconds =
      again === undefined || drainedAfterSeconds === undefined ? undefined : drainedAfterSeconds + again;
  }
  say('reconciling');
  const argv = ['apps/publisher/src/reconcile/main.ts', '--json', '--ledger', ledgerOf(system)];
  const balance = JSON.parse(await operate(system, root, argv)) as Balance;
  return { drainedAfterSeconds, letters, balance };
}

const ledgerOf = ({ dataDir }: OwnPipeline): string => `${dataDir}/data/ledger.ndjson`;

const poisonOf = (records: readonly StepRecord[]): PoisonAction[] =>
  records.flatMap(({ step: { action } }) => (action.on === 'topic' ? [action] : []));

interface BrokerStats {
  readonly subscriptions: readonly { readonly name: string; readonly undelivered: number }[];
}

/** Whether the subscriber has acknowledged everything, every process runs and the API is ready. */
async function isQuiet({ endpoints }: OwnPipeline): Promise<boolean> {
  const { subscriptions } = await getJson<BrokerStats>(`${endpoints.pubsubAdmin}/stats`);
  const flights = subscriptions.find(({ name }) => name.endsWith('/flights-subscriber'));
  if (flights?.undelivered !== 0) return false;
  const processes = await processesOf(endpoints);
  const down = processes.filter(
    ({ name, state }) => name !== 'publisher' && !['running', 'starting'].includes(state),
  );
  if (down.length > 0) return false;
  await getJson(`${endpoints.api}/readyz`);
  return true;
}

async function drained(system: OwnPipeline, signal: AbortSignal): Promise<number | undefined> {
  const startedAt = performance.now();
  let quietSince: number | undefined;
  while (!signal.aborted && performance.now() - startedAt < DRAIN_LIMIT_MS) {
    const quiet = await isQuiet(system).catch(() => false);
    if (!quiet) quietSince = undefined;
    else quietSince ??= performance.now();
    if (quietSince !== undefined && performance.now() - quietSince > STAYS_EMPTY_MS) {
      return (quietSince - startedAt) / 1_000;
    }
    await delay(POLL_MS, undefined, { signal }).catch(() => {});
  }
  return undefined;
}
