import { BigQuery } from '@google-cloud/bigquery';
import { v1 as storage } from '@google-cloud/bigquery-storage';
import type { Config } from '../config.ts';
import type { Clock, Warehouse } from '../ports.ts';
import { grpcOptions, restOptions } from './endpoint.ts';
import { createInsertAll } from './insert-all.ts';
import { createStorageWrite } from './storage-write.ts';

/** The write path that `WAREHOUSE_WRITE` selects. */
export function createWarehouse(config: Config, clock: Clock): Warehouse & { close(): Promise<void> } {
  const projectId = config.GOOGLE_CLOUD_PROJECT;
  if (config.WAREHOUSE_WRITE === 'insert-all') {
    const bigquery = new BigQuery({
      projectId,
      autoRetry: false,
      ...restOptions(config.BIGQUERY_API_ENDPOINT),
    });
    const table = bigquery.dataset(config.BIGQUERY_DATASET).table(config.BIGQUERY_TABLE);
    return { ...createInsertAll(table), close: async () => {} };
  }
  const client = new storage.BigQueryWriteClient({
    projectId,
    ...grpcOptions(config.BIGQUERY_STORAGE_ENDPOINT),
  });
  const table = `projects/${projectId}/datasets/${config.BIGQUERY_DATASET}/tables/${config.BIGQUERY_TABLE}`;
  return createStorageWrite(client, table, clock);
}
