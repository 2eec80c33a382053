import { DuckDBInstance } from '@duckdb/node-api';
import { COLUMNS, type FlightRow } from '../flight-row.ts';
import type { Source, SourceRow } from './source.ts';

/** DuckDB would take most of the machine; a sequential read of one file needs little. */
const DUCKDB_SETTINGS = { memory_limit: '512MB', threads: '1' };

/**
 * Parquet, or a JSON array, through DuckDB's streaming result: a few thousand rows in memory at a time.
 * @throws Error when the file cannot be read or lacks a column
 */
export async function columnarSource(path: string, dataSet: string): Promise<Source> {
  const instance = await DuckDBInstance.create(':memory:', DUCKDB_SETTINGS);
  const connection = await instance.connect();
  const file = `'${path.replaceAll("'", "''")}'`;
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${file}`);
  const present = new Set(described.getRows().map(([name]) => String(name)));
  const absent = COLUMNS.filter((name) => !present.has(name));
  if (absent.length > 0) {
    throw new Error(`${path}: has no column ${absent.join(', ')}; it has ${[...present].join(', ')}`);
  }
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${file}`);
  const total = Number(counted.getRows()[0]?.[0]);
  // As text: the row is judged by the same rules whatever types the file has.
  const columns = COLUMNS.map((name) => `CAST("${name}" AS VARCHAR)`).join(', ');
  return {
    dataSet,
    total,
    async *read() {
      const result = await connection.stream(`SELECT ${columns} FROM ${file}`);
      let number = 0;
      for (;;) {
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) return;
        const rows: SourceRow[] = chunk.getRows().map(([date, delay, distance, origin, destination]) => {
          number += 1;
          return { number, row: { date, delay, distance, origin, destination } satisfies FlightRow };
        });
        yield rows;
      }
    },
  };
}
