import type { Engine } from '../engine/engine.ts';
import type { Field, FieldType } from '../engine/schema.ts';
import { schemaOf, type TableName } from '../googlesql/names.ts';

/**
 * Logical bytes of one value, as BigQuery bills them; a STRING is 2 bytes plus its text, taken as 10 here.
 * https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types#data_type_sizes
 */
const VALUE_BYTES: Readonly<Record<FieldType, number>> = {
  STRING: 12,
  BYTES: 12,
  INT64: 8,
  FLOAT64: 8,
  BOOL: 1,
  NUMERIC: 16,
  BIGNUMERIC: 32,
  DATE: 8,
  TIME: 8,
  DATETIME: 8,
  TIMESTAMP: 8,
  INTERVAL: 16,
  JSON: 24,
  GEOGRAPHY: 24,
  STRUCT: 0,
};

/** Estimated logical bytes of one row. */
export function rowBytes(fields: readonly Field[]): number {
  return fields.reduce((sum, field) => sum + VALUE_BYTES[field.type] + rowBytes(field.fields), 0);
}

/** Rows as DuckDB counts them and an estimate of the bytes BigQuery would bill for reading all of them. */
export async function tableSize(
  engine: Engine,
  name: TableName,
  fields: readonly Field[],
): Promise<{ rows: number; bytes: number }> {
  const rows = await engine.pool.withConnection(NEVER, async (connection) => {
    const result = await connection.runAndReadAll(
      'SELECT estimated_size FROM duckdb_tables() WHERE schema_name = $1 AND table_name = $2',
      [schemaOf(name), name.table],
    );
    return Number(result.getRows()[0]?.[0] ?? 0);
  });
  return { rows, bytes: rows * rowBytes(fields) };
}

const NEVER = new AbortController().signal;
