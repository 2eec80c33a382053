import { toError } from './errors.ts';

/**
 * The promise's outcome, or a rejection with the signal's reason if that comes first. Leaves no listener on the signal:
 * a deadline that is yet to pass would keep what the promise brought, thousands of rows, until then.
 */
export async function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(toError(signal.reason));
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
