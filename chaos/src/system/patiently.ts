import { setTimeout as delay } from 'node:timers/promises';

/** A machine that is busy with other things may answer late; one that answers nothing for so long is broken. */
const PATIENCE_MS = 120_000;
const PAUSE_MS = 500;

/** Reads again until it succeeds. @throws the last error once patience is at its end */
export async function patiently<T>(read: () => Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      return await read();
    } catch (error) {
      if (performance.now() > until) throw error;
      await delay(Math.min(PAUSE_MS, patienceMs));
    }
  }
}
