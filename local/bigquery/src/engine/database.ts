import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { INDEX_CATALOG } from '../first-rows/index-tables.ts';
import { defineMacros } from './macros.ts';

export interface DatabaseOptions {
  /** Where the database file lives. */
  readonly dataDir: string;
  /** DuckDB's memory limit, e.g. `2GB`; larger work spills to the data directory. */
  readonly memoryLimit?: string;
  readonly threads?: number;
}

/**
 * Size of the write-ahead log at which a commit also checkpoints. All appends wait for that commit, and what it
 * costs grows with the rows since the last: with 256 MB (2.8 million flights) they waited more than 30 s on a busy
 * machine, with 32 MB a tenth of it, for about the same work in all (2 s of processor time for a million rows).
 */
const CHECKPOINT_THRESHOLD = '32MB';

/** Two threads keep a laptop usable while the whole pipeline runs beside. */
const DEFAULT_THREADS = 2;
const DEFAULT_MEMORY_LIMIT = '2GB';

export interface Database {
  connect(): Promise<DuckDBConnection>;
  close(): void;
}

/** Opens (or creates) the database file of a data directory. @throws when another process holds it. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  mkdirSync(options.dataDir, { recursive: true });
  const instance = await DuckDBInstance.create(join(options.dataDir, 'warehouse.duckdb'), {
    threads: String(options.threads ?? DEFAULT_THREADS),
    memory_limit: options.memoryLimit ?? DEFAULT_MEMORY_LIMIT,
    temp_directory: join(options.dataDir, 'spill'),
    checkpoint_threshold: CHECKPOINT_THRESHOLD,
    preserve_insertion_order: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    // Queries see tables, not this machine's files; set after the file itself is open.
    enable_external_access: 'true',
  });
  const connect = async (): Promise<DuckDBConnection> => {
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    return connection;
  };
  const first = await connect();
  await first.run(`ATTACH ':memory:' AS ${INDEX_CATALOG}`);
  await first.run('SET enable_external_access = false');
  await defineMacros(first);
  first.closeSync();
  return { connect, close: () => instance.closeSync() };
}
