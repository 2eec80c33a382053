import type { DuckDBResult } from '@duckdb/node-api';
import { encoder, resultField } from '../engine/results.ts';
import type { Field } from '../engine/schema.ts';
import { ApiError } from '../errors.ts';

/** A finished query's rows, each the JSON text `{"f":[{"v":…}]}` with TIMESTAMP as int64 microseconds. */
export interface ResultRows {
  readonly fields: readonly Field[];
  readonly rows: readonly string[];
}

/** Reads a result to its end. @throws when it has more than `maxRows` rows */
export async function readRows(result: DuckDBResult): Promise<ResultRows> {
  const names = columnNames(result.columnNames());
  const fields = result.columnTypes().map((type, index) => resultField(names[index] ?? '', type));
  const encoders = fields.map((field) => encoder(field, 'int64'));
  const rows: string[] = [];
  for (
    let chunk = await result.fetchChunk();
    chunk && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    const columns = encoders.map((_, index) => chunk.getColumnValues(index));
    for (let row = 0; row < chunk.rowCount; row++) {
      const cells = encoders.map((encode, index) => ({ v: encode(columns[index]?.[row] ?? null) }));
      rows.push(JSON.stringify({ f: cells }));
    }
  }
  return { fields, rows };
}

/** @throws ApiError where two columns have the same name */
function columnNames(given: readonly string[]): string[] {
  const names = uniqueNames(given);
  const lower = names.map((name) => name.toLowerCase());
  const twice = names.find((_, index) => lower.indexOf(lower[index] ?? '') < index);
  if (twice !== undefined)
    throw new ApiError(
      'invalidQuery',
      `Duplicate column names in the result are not supported. Found duplicate(s): ${twice}`,
      'query',
    );
  return names;
}

/** BigQuery names columns without an alias f0_, f1_ …; DuckDB names them by their expression. */
function uniqueNames(names: readonly string[]): string[] {
  let unnamed = 0;
  return names.map((name) => (/^[\p{L}_][\p{L}\p{N}_ -]*$/u.test(name) ? name : `f${unnamed++}_`));
}
