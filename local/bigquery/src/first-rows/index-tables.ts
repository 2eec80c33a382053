import type { DuckDBConnection } from '@duckdb/node-api';
import { qualified } from '../engine/catalog.ts';
import { quote } from '../engine/schema.ts';
import type { FirstRowsView } from './pattern.ts';

/** The in-memory catalogue that holds the indexes: they can be made again, so they are never on disk. */
export const INDEX_CATALOG = '__bq_index';

/**
 * What is kept for one view: a hash of the key and the place of every row seen so far (`seen`), the places of rows
 * that an earlier row supersedes (`superseded`), and how far that goes (`upto`), all changed in one transaction.
 */
export interface IndexTables {
  readonly seen: string;
  readonly superseded: string;
  readonly upto: string;
}

export const indexTables = (id: number): IndexTables => ({
  seen: `${INDEX_CATALOG}.main.seen_${id}`,
  superseded: `${INDEX_CATALOG}.main.superseded_${id}`,
  upto: `${INDEX_CATALOG}.main.upto_${id}`,
});

export async function createIndex(
  connection: DuckDBConnection,
  { seen, superseded, upto }: IndexTables,
): Promise<void> {
  await connection.run(`CREATE OR REPLACE TABLE ${seen} (hash UBIGINT, place BIGINT)`);
  await connection.run(`CREATE OR REPLACE TABLE ${superseded} (place BIGINT)`);
  await connection.run(
    `CREATE OR REPLACE TABLE ${upto} AS SELECT 0::BIGINT AS rows, 0::BIGINT AS superseded`,
  );
}

export async function dropIndex(connection: DuckDBConnection, tables: IndexTables): Promise<void> {
  for (const table of Object.values(tables)) await connection.run(`DROP TABLE IF EXISTS ${table}`);
}

/** Rows of a table that was only ever appended to, or undefined when rows were deleted from it. */
export async function appendedRows(connection: DuckDBConnection, table: string): Promise<number | undefined> {
  const result = await connection.runAndReadAll(`SELECT count(*), coalesce(max(rowid) + 1, 0) FROM ${table}`);
  const [count, end] = (result.getRows()[0] ?? []).map(Number);
  return count === end ? count : undefined;
}

/** Takes rows `[from, to)` of the table into the index. Costs a pass over the hashes, not over the table. */
export async function catchUp(
  connection: DuckDBConnection,
  view: FirstRowsView,
  { seen, superseded, upto }: IndexTables,
  from: number,
  to: number,
): Promise<void> {
  const table = qualified(view.table);
  const keys = view.keys.map(quote).join(', ');
  const order = view.order.map(
    ({ column, descending }) => `${quote(column)} ${descending ? 'DESC NULLS LAST' : 'ASC NULLS FIRST'}`,
  );
  const run = (sql: string): Promise<unknown> => connection.run(sql);
  await run('BEGIN');
  try {
    await run(
      `CREATE OR REPLACE TEMP TABLE fresh AS SELECT hash(${keys}) AS hash, rowid AS place FROM ${table} WHERE rowid >= ${from} AND rowid < ${to}`,
    );
    await run(`CREATE OR REPLACE TEMP TABLE rivals AS
      WITH hashes AS (
        SELECT hash FROM ${seen} WHERE hash IN (SELECT hash FROM fresh)
        UNION SELECT hash FROM fresh GROUP BY hash HAVING count(*) > 1)
      SELECT place FROM ${seen} WHERE hash IN (SELECT hash FROM hashes)
      UNION ALL SELECT place FROM fresh WHERE hash IN (SELECT hash FROM hashes)`);
    await run(`DELETE FROM ${superseded} WHERE place IN (SELECT place FROM rivals)`);
    // Hashes only nominate; the keys themselves decide.
    await run(`INSERT INTO ${superseded}
      SELECT place FROM (
        SELECT rowid AS place, row_number() OVER (PARTITION BY ${keys} ORDER BY ${order.join(', ')}, rowid) AS number
        FROM ${table} WHERE rowid IN (SELECT place FROM rivals))
      WHERE number > 1`);
    await run(`INSERT INTO ${seen} SELECT hash, place FROM fresh`);
    await run(`UPDATE ${upto} SET rows = ${to}, superseded = (SELECT count(*) FROM ${superseded})`);
    await run('DROP TABLE fresh');
    await run('DROP TABLE rivals');
    await run('COMMIT');
  } catch (error) {
    await run('ROLLBACK').catch(() => {});
    throw error;
  }
}

/** The view's rows, read through the index: the table up to `rows`, without what is superseded. */
export function indexedQuery(
  view: FirstRowsView,
  tables: IndexTables,
  rows: number,
  superseded: number,
): string {
  const columns = view.columns?.map((column) => `source.${quote(column)}`).join(', ') ?? 'source.*';
  const without =
    superseded === 0 ? '' : ` ANTI JOIN ${tables.superseded} AS gone ON source.rowid = gone.place`;
  return `(SELECT ${columns} FROM ${qualified(view.table)} AS source${without} WHERE source.rowid < ${rows})`;
}
