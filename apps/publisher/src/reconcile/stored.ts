import { readFileSync } from 'node:fs';
import type { BigQuery } from '@google-cloud/bigquery';
import { GROUP_SIZE } from './line.ts';

export interface StoredGroup {
  readonly row_group: number;
  readonly row_count: number;
  readonly distinct_count: number;
  readonly digest: string;
}

/** What can be queried of a data set. */
export interface Stored {
  groups(): Promise<StoredGroup[]>;
  lines(groups: readonly number[]): Promise<string[]>;
  rawRows(): Promise<RawRows>;
}

/** The table under the view. */
export interface RawRows {
  readonly row_count: number;
  /** Rows of an event that has another row. */
  readonly repeated_count: number;
}

const sql = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');
const DIGESTS = sql('digests.sql');
const LINES = sql('lines.sql');
const RAW_ROWS = sql('raw-rows.sql');

/** Three million rows are digested in seconds; a warehouse that takes minutes is not answering. */
const QUERY_TIMEOUT_MS = 300_000;

/** @param dataSet names the event ids: `flights-20k-1`, … */
export function openStored(bigquery: BigQuery, dataset: string, dataSet: string): Stored {
  const prefix = `${dataSet}-`;
  const query = async <Row>(text: string, params: Record<string, unknown>): Promise<Row[]> => {
    const [rows] = await bigquery.query({
      query: text,
      params: { prefix, ...params },
      defaultDataset: { datasetId: dataset },
      jobTimeoutMs: QUERY_TIMEOUT_MS,
    });
    return rows as Row[];
  };
  return {
    groups: () => query<StoredGroup>(DIGESTS, { group_size: GROUP_SIZE }),
    lines: async (groups) => {
      const rows = await query<{ line: string }>(LINES, { group_size: GROUP_SIZE, row_groups: groups });
      return rows.map(({ line }) => line);
    },
    rawRows: async () => {
      const [row] = await query<RawRows>(RAW_ROWS, {});
      return row ?? { row_count: 0, repeated_count: 0 };
    },
  };
}
