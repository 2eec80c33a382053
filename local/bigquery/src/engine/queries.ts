import type { DuckDBConnection, DuckDBResult, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type { Database } from './database.ts';
import { interruptible } from './interruptible.ts';

export interface Bindings {
  readonly values: Record<string, DuckDBValue>;
  readonly types: Record<string, DuckDBType>;
}

export interface QueryPool {
  /**
   * Runs `use` with a connection of its own once one is free. `signal` interrupts DuckDB itself.
   * @throws whatever `use` throws; the signal's reason when it was interrupted
   */
  withConnection<T>(signal: AbortSignal, use: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  close(): void;
  readonly stats: { running: number; waiting: number };
}

/** At most this many queries run at once; the rest wait. Each holds a thread of libuv's pool (`thread-pool.ts`). */
export const MAX_CONCURRENT_QUERIES = 3;

export async function createQueryPool(database: Database, size = MAX_CONCURRENT_QUERIES): Promise<QueryPool> {
  const all = await Promise.all(Array.from({ length: size }, () => database.connect()));
  const free = [...all];
  const waiting: ((connection: DuckDBConnection) => void)[] = [];
  const stats = { running: 0, waiting: 0 };

  const acquire = (signal: AbortSignal): Promise<DuckDBConnection> => {
    signal.throwIfAborted();
    const connection = free.pop();
    if (connection) return Promise.resolve(connection);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        waiting.splice(waiting.indexOf(take), 1);
        reject(signal.reason);
      };
      const take = (given: DuckDBConnection): void => {
        signal.removeEventListener('abort', onAbort);
        resolve(given);
      };
      waiting.push(take);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  };
  const release = (connection: DuckDBConnection): void => {
    const next = waiting.shift();
    if (next) next(connection);
    else free.push(connection);
  };

  return {
    get stats() {
      stats.waiting = waiting.length;
      return stats;
    },
    withConnection: async (signal, use) => {
      const connection = await acquire(signal);
      stats.running += 1;
      try {
        return await interruptible(connection, signal, () => use(connection));
      } catch (error) {
        await rollBack(connection);
        signal.throwIfAborted();
        throw error;
      } finally {
        stats.running -= 1;
        release(connection);
      }
    },
    close: () => {
      for (const connection of all) connection.closeSync();
    },
  };
}

/**
 * An interrupt can hit the caller's own ROLLBACK too. Left in an aborted transaction, a connection would fail every
 * query that gets it from the pool.
 */
async function rollBack(connection: DuckDBConnection): Promise<void> {
  // Fails where no transaction is open, which is well.
  await connection.run('ROLLBACK').catch(() => {});
}

/** Starts a statement whose rows arrive as they are read. */
export function stream(connection: DuckDBConnection, sql: string, bindings: Bindings): Promise<DuckDBResult> {
  return connection.stream(sql, bindings.values, bindings.types);
}
