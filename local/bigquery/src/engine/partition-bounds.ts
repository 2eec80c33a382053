import {
  DuckDBDateValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { showTable } from '../googlesql/names.ts';
import type { Table } from './catalog.ts';

/**
 * How far a streamed row's partition column may lie from now, in days. From BigQuery's own answer, January 2025:
 * "You can only stream to partitions of date range within 1825 days in the past and 366 days in the future".
 */
const PAST_DAYS = 1825n;
const FUTURE_DAYS = 366n;

const MICROS_PER_DAY = 86_400_000_000n;

export interface PartitionBounds {
  /** Index of the partitioning column. */
  readonly column: number;
  /** Why a value cannot be streamed, or undefined when it can. */
  refuse(value: DuckDBValue): string | undefined;
}

/**
 * What BigQuery refuses of rows that are streamed into a table partitioned by a column; undefined for other
 * tables, among them those partitioned by the time of ingestion. Queries and load jobs know no such bounds.
 */
export function partitionBounds(table: Table, nowMs: number): PartitionBounds | undefined {
  const partitioning = table.resource['timePartitioning'] as { field?: string } | undefined;
  if (partitioning?.field === undefined) return undefined;
  const wanted = partitioning.field.toLowerCase();
  const column = table.fields.findIndex(({ name }) => name.toLowerCase() === wanted);
  if (column < 0) return undefined;
  const now = BigInt(nowMs) * 1000n;
  const oldest = now - PAST_DAYS * MICROS_PER_DAY;
  const newest = now + FUTURE_DAYS * MICROS_PER_DAY;
  return {
    column,
    refuse: (value) => {
      const micros = microsOf(value);
      if (micros === undefined || (micros >= oldest && micros <= newest)) return undefined;
      return (
        `Value ${micros} for partition column ${table.fields[column]?.name} of the destination table ` +
        `${showTable(table.name)} is outside the allowed bounds. You can only stream to partitions of date range within ` +
        `${PAST_DAYS} days in the past and ${FUTURE_DAYS} days in the future relative to the current date.`
      );
    },
  };
}

function microsOf(value: DuckDBValue): bigint | undefined {
  if (value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue) return value.micros;
  if (value instanceof DuckDBDateValue) return BigInt(value.days) * MICROS_PER_DAY;
  return undefined;
}
