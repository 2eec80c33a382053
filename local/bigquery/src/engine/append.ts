import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { schemaOf } from '../googlesql/names.ts';
import type { Table } from './catalog.ts';
import { toChunks } from './chunks.ts';
import { typeOf } from './parameters.ts';
import { appendChunks, type Writer } from './writer.ts';

const types = new WeakMap<Table, DuckDBType[]>();

/** The types of a table's columns, for the appender. */
export function columnTypes(table: Table): DuckDBType[] {
  const known = types.get(table) ?? table.fields.map(typeOf);
  types.set(table, known);
  return known;
}

/** Stores columns of equal length, one per field of the table; resolves when they are on disk. */
export async function appendColumns(
  writer: Writer,
  table: Table,
  columns: readonly (readonly DuckDBValue[])[],
): Promise<void> {
  const chunks = toChunks(columnTypes(table), columns);
  if (chunks.length === 0) return;
  await writer.commit((connection) =>
    appendChunks(connection, schemaOf(table.name), table.name.table, chunks),
  );
}
