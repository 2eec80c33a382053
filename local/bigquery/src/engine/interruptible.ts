import type { DuckDBConnection } from '@duckdb/node-api';

/** DuckDB forgets an interrupt that reaches a statement before it runs: one is sent this often until the work ends. */
const INTERRUPT_EVERY_MS = 20;

/**
 * Runs `use`, and interrupts what it runs on `connection` from when `signal` aborts until `use` has settled.
 * @throws the signal's reason when it was aborted before; whatever `use` throws
 */
export async function interruptible<T>(
  connection: DuckDBConnection,
  signal: AbortSignal,
  use: () => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  let next: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    connection.interrupt();
    next = setTimeout(interrupt, INTERRUPT_EVERY_MS);
  };
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    return await use();
  } finally {
    signal.removeEventListener('abort', interrupt);
    clearTimeout(next);
  }
}
