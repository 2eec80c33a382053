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
 * Size of the write-ahead log at which a commit also checkpoints. Larger means rarer pauses but a
 * longer replay after a crash. At DuckDB's own 16 MB checkpoints cost half of a bulk load's commits.
 */
const CHECKPOINT_THRESHOLD = '256MB';

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
