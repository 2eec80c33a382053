import { Problem } from '../problems/catalogue.ts';
import type { RunQuery } from './run-query.ts';

export interface QueryGateSettings {
  /** Queries sent to the warehouse at once. */
  readonly maxConcurrent: number;
  /** Queries waiting for their turn; one more is refused. */
  readonly maxWaiting: number;
  /** The longest wait for a turn; a query that waits longer is refused, since its caller would be late. */
  readonly maxWaitMs: number;
  readonly onShed: () => void;
}

interface Waiter {
  readonly go: () => void;
  readonly refuse: (error: Error) => void;
}

// The queue drains within its longest wait, so a second is enough.
const RETRY_AFTER_SECONDS = 1;

/**
 * Lets a bounded number of queries run and a bounded number wait; the rest are refused at once, while
 * cached answers still go out. Without it, overload would turn every query slow instead of a few refused.
 */
export function gateQueries(run: RunQuery, settings: QueryGateSettings): RunQuery {
  let running = 0;
  const waiting = new Set<Waiter>();

  const overloaded = (): Problem => {
    settings.onShed();
    return new Problem('overloaded', {
      detail: 'Too many queries wait for the warehouse',
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  };

  const turn = (signal: AbortSignal): Promise<void> => {
    if (running < settings.maxConcurrent) {
      running++;
      return Promise.resolve();
    }
    if (waiting.size >= settings.maxWaiting) return Promise.reject(overloaded());
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(waiter);
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
      };
      const onAbort = (): void =>
        waiter.refuse(new Problem('query-deadline-exceeded', { cause: signal.reason }));
      const waiter: Waiter = {
        go: () => {
          leave();
          resolve();
        },
        refuse: (error) => {
          leave();
          reject(error);
        },
      };
      const timer = setTimeout(() => waiter.refuse(overloaded()), settings.maxWaitMs);
      signal.addEventListener('abort', onAbort, { once: true });
      waiting.add(waiter);
    });
  };

  return async (query, signal) => {
    await turn(signal);
    try {
      return await run(query, signal);
    } finally {
      const [next] = waiting;
      // The slot passes on without being freed, so that no newcomer overtakes the queue.
      if (next !== undefined) next.go();
      else running--;
    }
  };
}
