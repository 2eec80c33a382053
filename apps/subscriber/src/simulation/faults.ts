import type { SeededRandom } from '@flightdeck/random';
import { sleep } from '../clock.ts';
import type { Clock } from '../ports.ts';

/**
 * How a call can go wrong: refused before it had an effect, its answer lost after it had one, or slow.
 * `permanent` is an error that says so (an expired ack id, an invalid request).
 */
export const FAULT_KINDS = ['before', 'answer lost', 'slow'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export class SimulatedError extends Error {
  readonly permanent: boolean;
  constructor(message: string, permanent = false) {
    super(message);
    this.permanent = permanent;
  }
}

export const isPermanent = (error: unknown): boolean => error instanceof SimulatedError && error.permanent;

/** Decides, call by call, what goes wrong. */
export type FaultPlan = (call: {
  readonly number: number;
  readonly operation: string;
}) => FaultKind | undefined;

/** At most this long: every real call has a deadline. */
const SLOWEST_MS = 30_000;

/** Runs calls over a simulated network: latency, and the faults of a plan. */
export function createNetwork(clock: Clock, random: SeededRandom, plan: FaultPlan) {
  let calls = 0;
  return {
    get calls() {
      return calls;
    },
    async call<Result>(operation: string, effect: () => Result): Promise<Result> {
      calls += 1;
      const fault = plan({ number: calls, operation });
      await sleep(clock, fault === 'slow' ? random.whole(1_000, SLOWEST_MS) : random.whole(1, 20));
      if (fault === 'before') throw new SimulatedError(`${operation}: unavailable`);
      const result = effect();
      await sleep(clock, random.whole(1, 20));
      if (fault === 'answer lost') throw new SimulatedError(`${operation}: the answer was lost`);
      return result;
    },
  };
}

export type Network = ReturnType<typeof createNetwork>;
