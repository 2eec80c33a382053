import type { Question } from './questions.ts';

/** How many series a query answers with, now. @throws when it cannot be answered */
export type Ask = (query: string) => Promise<number>;

export type Look =
  | { state: 'healthy' }
  | { state: 'burning'; reason: string }
  | { state: 'unknown'; reason: string };

export interface Verdict {
  promote: boolean;
  reason: string;
  looks: number;
}

export interface Watch {
  /** Time between two looks, ms. */
  everyMs: number;
  /** How long to watch, ms. */
  forMs: number;
  /** How long telemetry may be missing before that counts as a failure, ms: exports are a minute apart. */
  graceMs: number;
  sleep: (ms: number) => Promise<unknown>;
  nowMs: () => number;
  log: (line: string) => void;
}

/** One look at everything. Burning outweighs unknown: whoever burns is rolled back at once. */
export async function look(questions: readonly Question[], ask: Ask): Promise<Look> {
  const unknown: string[] = [];
  for (const { condition, burning, present } of questions) {
    try {
      for (const query of burning) {
        if ((await ask(query)) > 0) return { state: 'burning', reason: `${condition} holds:\n${query}` };
      }
      for (const query of present) {
        if ((await ask(query)) === 0) unknown.push(`${condition}: no telemetry, or no traffic: ${query}`);
      }
    } catch (error) {
      unknown.push(
        `${condition}: cannot be asked: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  return unknown.length === 0 ? { state: 'healthy' } : { state: 'unknown', reason: unknown.join('\n') };
}

/**
 * Watches for the given time. Promotes only when the last look was healthy and none before was burning or
 * unknown for longer than the grace; in every other case the caller has to roll back.
 */
export async function watch(questions: readonly Question[], ask: Ask, settings: Watch): Promise<Verdict> {
  const { everyMs, forMs, graceMs, sleep, nowMs, log } = settings;
  const end = nowMs() + forMs;
  let lastHealthy = nowMs();
  for (let looks = 1; ; looks++) {
    const seen = await look(questions, ask);
    const now = nowMs();
    log(seen.state === 'healthy' ? 'healthy' : `${seen.state}: ${seen.reason}`);
    if (seen.state === 'burning') return { promote: false, reason: seen.reason, looks };
    if (seen.state === 'healthy') lastHealthy = now;
    else if (now - lastHealthy >= graceMs || now >= end)
      return { promote: false, reason: seen.reason, looks };
    if (now >= end) return { promote: true, reason: 'within the objectives', looks };
    await sleep(Math.min(everyMs, end - now));
  }
}
