import type { DuckDBValue } from '@duckdb/node-api';
import { createTableSql, qualified } from '../engine/catalog.ts';
import { toChunks, toColumns } from '../engine/chunks.ts';
import { typeOf } from '../engine/parameters.ts';
import type { Field } from '../engine/schema.ts';
import { appendChunks, type Writer } from '../engine/writer.ts';
import { schemaOf, type TableName } from '../googlesql/names.ts';

const AREA = { project: '', dataset: '__bq_loads' };

/** Rows of a load job on their way: on disk, and in no table that anybody reads. */
export interface Staging {
  readonly table: TableName;
  append(rows: readonly (readonly DuckDBValue[])[]): Promise<void>;
  /** Removes the rows, unless `take` has done so. */
  drop(): Promise<void>;
}

/** Empties the area: rows that a killed server left there belong to no job. */
export async function openStagingArea(writer: Writer): Promise<void> {
  const schema = `"${schemaOf(AREA)}"`;
  await writer.commit(async (connection) => {
    await connection.run(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    await connection.run(`CREATE SCHEMA ${schema}`);
  });
}

export async function createStaging(writer: Writer, id: string, fields: readonly Field[]): Promise<Staging> {
  const table = { ...AREA, table: id };
  const types = fields.map(typeOf);
  await writer.commit(async (connection) => void (await connection.run(createTableSql(table, fields))));
  return {
    table,
    append: (rows) =>
      writer.commit((connection) =>
        appendChunks(
          connection,
          schemaOf(table),
          table.table,
          toChunks(types, toColumns(types.length, rows)),
        ),
      ),
    drop: () =>
      writer.commit(
        async (connection) => void (await connection.run(`DROP TABLE IF EXISTS ${qualified(table)}`)),
      ),
  };
}

/** The statements that move staged rows into a table: run in one transaction, all rows appear at once. */
export const takeSql = ({ table }: Staging, into: TableName): string[] => [
  `INSERT INTO ${qualified(into)} BY NAME SELECT * FROM ${qualified(table)}`,
  `DROP TABLE ${qualified(table)}`,
];
