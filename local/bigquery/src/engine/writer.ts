import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';

/** What one caller wants committed: `apply` runs inside the shared transaction, in order. */
interface Write {
  readonly apply: (connection: DuckDBConnection) => Promise<void> | void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Most writes that share one commit: bounds how much a failure makes us repeat one by one. */
const MAX_GROUP = 64;

export interface Writer {
  /** Runs `apply` in a transaction and resolves once it is on disk. Concurrent calls share a commit. */
  commit(apply: Write['apply']): Promise<void>;
  /** Waits for everything accepted so far. */
  drain(): Promise<void>;
  readonly stats: { commits: number; writes: number };
}

/** The only connection that writes: transactions of one connection cannot conflict with each other. */
export function createWriter(connection: DuckDBConnection): Writer {
  const queue: Write[] = [];
  const stats = { commits: 0, writes: 0 };
  let active = false;

  const transaction = async (writes: readonly Write[]): Promise<void> => {
    await connection.run('BEGIN');
    try {
      for (const write of writes) await write.apply(connection);
      await connection.run('COMMIT');
    } catch (error) {
      await connection.run('ROLLBACK').catch(() => {});
      throw error;
    }
    stats.commits += 1;
    stats.writes += writes.length;
  };

  const settle = async (group: readonly Write[]): Promise<void> => {
    try {
      await transaction(group);
      for (const write of group) write.resolve();
    } catch (error) {
      if (group.length === 1) group[0]?.reject(error);
      // One bad write must not fail those that happened to share its commit.
      else for (const write of group) await transaction([write]).then(write.resolve, write.reject);
    }
  };

  const run = async (): Promise<void> => {
    if (active) return;
    active = true;
    while (queue.length > 0) await settle(queue.splice(0, MAX_GROUP));
    active = false;
  };

  const commit: Writer['commit'] = (apply) =>
    new Promise((resolve, reject) => {
      queue.push({ apply, resolve, reject });
      void run();
    });
  return { commit, drain: () => commit(() => {}), stats };
}

/** Appends chunks to a table inside the current transaction. */
export async function appendChunks(
  connection: DuckDBConnection,
  schema: string,
  table: string,
  chunks: readonly DuckDBDataChunk[],
): Promise<void> {
  const appender = await connection.createAppender(table, schema);
  try {
    for (const chunk of chunks) appender.appendDataChunk(chunk);
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}
