import type { Clock } from '../ports.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly task: () => void;
}

export interface VirtualClock extends Clock {
  /** Runs timers in order of time until `done`, or until it is `untilMs`. */
  runUntil(untilMs: number, done: () => boolean): Promise<void>;
}

/** Lets every promise that can settle, settle: microtasks run dry before an immediate runs. */
const settlePromises = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Time that passes only when nothing is left to do now: hours of it in milliseconds, always alike. */
export function createVirtualClock(startMs = 0): VirtualClock {
  const timers = new Map<number, Timer>();
  let now = startMs;
  let order = 0;

  const next = (): Timer | undefined => {
    let first: Timer | undefined;
    for (const timer of timers.values()) {
      if (first === undefined || timer.at < first.at) first = timer;
    }
    return first;
  };

  return {
    now: () => now,
    after(delayMs, task) {
      order += 1;
      const id = order;
      timers.set(id, { at: now + Math.max(0, delayMs), order: id, task });
      return () => timers.delete(id);
    },
    async runUntil(untilMs, done) {
      for (;;) {
        await settlePromises();
        if (done()) return;
        const timer = next();
        if (timer === undefined || timer.at > untilMs) {
          now = untilMs;
          return;
        }
        timers.delete(timer.order);
        now = timer.at;
        timer.task();
      }
    },
  };
}
