import { setTimeout as delay } from 'node:timers/promises';
import type { Action, Schedule, Step } from '../schedule/document.ts';
import type { Undo } from './apply.ts';

/** What became of a step. Seconds since the start of the soak. */
export interface StepRecord {
  readonly step: Step;
  /** When it was really in. */
  appliedAt?: number;
  /** When it was really out. */
  undoneAt?: number;
  /** Why it could not be applied or taken back: mostly because its target was down at the time. */
  failure?: string;
}

export interface TimetablePorts {
  /** Seconds since the start of the soak. */
  readonly now: () => number;
  /** Resolves after so many seconds, or when the signal aborts. */
  readonly sleep: (seconds: number, signal: AbortSignal) => Promise<void>;
  readonly apply: (action: Action, seconds: number) => Promise<Undo>;
  readonly signal: AbortSignal;
}

const RETRY_SECONDS = 0.5;

/** Walks through a schedule in real time; resolves when every step is over and taken back, or was tried. */
export function walk(
  { steps }: Schedule,
  ports: TimetablePorts,
): { records: StepRecord[]; done: Promise<void> } {
  const records = steps.map((step): StepRecord => ({ step }));
  const done = Promise.all(records.map((record) => run(record, ports))).then(() => {});
  return { records, done };
}

async function run(record: StepRecord, ports: TimetablePorts): Promise<void> {
  const { at, seconds, action } = record.step;
  await until(at, ports);
  const endAt = at + seconds;
  let undo: Undo | undefined;
  while (undo === undefined && !ports.signal.aborted) {
    try {
      undo = await ports.apply(action, Math.max(1, endAt - ports.now()));
      record.appliedAt = ports.now();
      delete record.failure;
    } catch (error) {
      record.failure = String(error);
      if (ports.now() >= endAt) return;
      await ports.sleep(RETRY_SECONDS, ports.signal);
    }
  }
  await until(endAt, ports);
  try {
    await undo?.();
    record.undoneAt = ports.now();
  } catch (error) {
    record.failure = `not taken back: ${String(error)}`;
  }
}

async function until(at: number, { now, sleep, signal }: TimetablePorts): Promise<void> {
  while (!signal.aborted && now() < at) await sleep(at - now(), signal);
}

/** Real seconds. */
export const realSleep: TimetablePorts['sleep'] = (seconds, signal) =>
  delay(Math.max(1, seconds * 1_000), undefined, { signal }).catch(() => {});
