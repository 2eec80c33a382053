import { DuckDBDataChunk, type DuckDBType, type DuckDBValue } from '@duckdb/node-api';

/** DuckDB's vector size: the most rows a data chunk can hold. */
export const CHUNK_ROWS = 2048;

/** Cuts columns of equal length into data chunks for the appender. */
export function toChunks(
  types: readonly DuckDBType[],
  columns: readonly (readonly DuckDBValue[])[],
): DuckDBDataChunk[] {
  const rows = columns[0]?.length ?? 0;
  const chunks: DuckDBDataChunk[] = [];
  for (let start = 0; start < rows; start += CHUNK_ROWS) {
    const end = Math.min(start + CHUNK_ROWS, rows);
    const chunk = DuckDBDataChunk.create(types, end - start);
    for (const [index, column] of columns.entries()) {
      chunk.setColumnValues(index, rows <= CHUNK_ROWS ? column : column.slice(start, end));
    }
    chunks.push(chunk);
  }
  return chunks;
}

/** Rows turned on their side. */
export function toColumns(width: number, rows: readonly (readonly DuckDBValue[])[]): DuckDBValue[][] {
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? null));
}
