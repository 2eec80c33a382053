import type { Baseline } from '../baseline/baseline.ts';
import type { Target } from '../target/target.ts';
import type { SloMonitor } from '../verdict/slo-monitor.ts';

/** What every kind of run works with. */
export interface RunContext {
  readonly root: string;
  readonly target: Target;
  readonly monitor: SloMonitor;
  readonly seed: number;
  /** A lasting line. */
  readonly say: (line: string) => void;
  /** A line that the next one replaces. */
  readonly live: (line: string) => void;
  /** Aborts when the user wants to stop. */
  readonly signal: AbortSignal;
}

export interface ApiContext extends RunContext {
  readonly baseline: Baseline;
}

/** Longer than any caller waits; what takes longer counts as this. */
export const REQUEST_TIMEOUT_MS = 10_000;
/** Bounds memory and sockets of the sender; far more than wait for an API that refuses what it cannot do. */
export const MAX_IN_FLIGHT = 4_000;

export const API_SLOS = ['api-availability', 'api-latency'];
