import { setTimeout as delay } from 'node:timers/promises';
import { LIMIT_MS } from './browser.ts';

const POLL_MS = 100;

/** Resolves when the condition holds. @throws Error naming it when that takes too long */
export async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + LIMIT_MS;
  while (!(await condition())) {
    if (performance.now() > giveUpAt) throw new Error(`waited in vain until ${what}`);
    await delay(POLL_MS);
  }
}

export const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
