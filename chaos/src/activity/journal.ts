import type { Activity } from '../document/schema.ts';

/** One entry of a Chaos Toolkit journal. */
export interface JournalEntry {
  readonly activity: Activity;
  readonly status: 'succeeded' | 'failed';
  readonly start: string;
  readonly end: string;
  /** Seconds. */
  readonly duration: number;
  readonly output?: Output;
  readonly exception?: readonly string[];
  readonly tolerance_met?: boolean;
}

/** What an activity gave back; `status` is an HTTP status or an exit code. */
export interface Output {
  readonly status: number;
  readonly body?: unknown;
  readonly stdout?: string;
  readonly stderr?: string;
}

export interface HypothesisResult {
  readonly steady_state_met: boolean;
  readonly probes: readonly JournalEntry[];
}

/** The journal that the Chaos Toolkit's command line writes, written by this runner. */
export interface Journal {
  readonly 'chaoslib-version': string;
  readonly platform: string;
  readonly node: string;
  readonly experiment: unknown;
  readonly start: string;
  readonly end: string;
  readonly duration: number;
  readonly status: 'completed' | 'failed' | 'aborted' | 'interrupted';
  readonly deviated: boolean;
  readonly steady_states: {
    readonly before: HypothesisResult | null;
    readonly after: HypothesisResult | null;
    readonly during: readonly HypothesisResult[];
  };
  readonly run: readonly JournalEntry[];
  readonly rollbacks: readonly JournalEntry[];
}
