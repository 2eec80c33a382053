import { createFirstRows, type FirstRows } from '../first-rows/first-rows.ts';
import type { DatasetName, NameScope } from '../googlesql/names.ts';
import { type Catalog, openCatalog } from './catalog.ts';
import { type DatabaseOptions, openDatabase } from './database.ts';
import { createQueryPool, type QueryPool } from './queries.ts';
import { createWriter, type Writer } from './writer.ts';

/** The warehouse behind both protocols: one writer, a few readers, one catalogue. */
export interface Engine {
  readonly catalog: Catalog;
  readonly writer: Writer;
  readonly pool: QueryPool;
  readonly firstRows: FirstRows;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Where names of a query start from. */
  scope(project: string, defaultDataset?: DatasetName): NameScope;
  /** Waits for accepted writes, checkpoints and closes the file. */
  close(): Promise<void>;
}

/** @param now milliseconds since 1970 */
export async function openEngine(options: DatabaseOptions, now: () => number): Promise<Engine> {
  const database = await openDatabase(options);
  const connection = await database.connect();
  const writer = createWriter(connection);
  const catalog = await openCatalog(connection, writer, now);
  const pool = await createQueryPool(database);
  const scope: Engine['scope'] = (project, defaultDataset) => ({
    project,
    defaultDataset,
    generation: catalog.generation(),
    hasDataset: (name) => catalog.hasDataset(name),
  });
  const indexing = await database.connect();
  const firstRows = createFirstRows(indexing, catalog, scope);
  return {
    catalog,
    writer,
    pool,
    scope,
    firstRows,
    now,
    close: async () => {
      await writer.drain();
      await firstRows.close();
      indexing.closeSync();
      pool.close();
      await connection.run('CHECKPOINT').catch(() => {});
      connection.closeSync();
      database.close();
    },
  };
}
