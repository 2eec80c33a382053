import { hostname, platform, release } from 'node:os';
import type { ExperimentDocument } from '../document/schema.ts';
import type { HypothesisResult, Journal, JournalEntry } from './journal.ts';

export interface JournalParts {
  readonly document: ExperimentDocument;
  readonly startedAt: Date;
  readonly before: HypothesisResult;
  /** Null where the method never ran to its end. */
  readonly after: HypothesisResult | null;
  readonly run: readonly JournalEntry[];
  readonly rollbacks: readonly JournalEntry[];
  readonly interrupted: boolean;
}

/** The journal of a run, with the toolkit's meaning of `status` and `deviated`: the claim's verdict is elsewhere. */
export function writeJournal(parts: JournalParts): Journal {
  const { document, startedAt, before, after, run, rollbacks, interrupted } = parts;
  const end = new Date();
  return {
    'chaoslib-version': 'flightdeck',
    platform: `${platform()}-${release()}`,
    node: hostname(),
    experiment: document,
    start: startedAt.toISOString(),
    end: end.toISOString(),
    duration: (end.getTime() - startedAt.getTime()) / 1000,
    status: interrupted ? 'interrupted' : before.steady_state_met ? 'completed' : 'failed',
    deviated: after !== null && !after.steady_state_met,
    steady_states: { before, after, during: [] },
    run,
    rollbacks,
  };
}
