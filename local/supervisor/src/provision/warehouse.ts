import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BigQuery } from '@google-cloud/bigquery';
import { unlessPresent } from './unless-present.ts';

export interface WarehouseNames {
  readonly project: string;
  readonly dataset: string;
  readonly table: string;
}

const VIEW = 'flights';

/** Creates the dataset, the table and the view from the contract's files, where they are not there yet. */
export async function provisionWarehouse(
  bigquery: BigQuery,
  names: WarehouseNames,
  root: string,
): Promise<void> {
  const schema = join(root, 'packages/flight-event/schema');
  const fields = JSON.parse(await readFile(join(schema, 'flight_events.table.json'), 'utf8'));
  const viewSql = (await readFile(join(schema, 'flights.view.sql'), 'utf8'))
    .replaceAll('${project}', names.project)
    .replaceAll('${dataset}', names.dataset)
    .replaceAll('${table}', names.table);
  await unlessPresent(CONFLICT, () => bigquery.createDataset(names.dataset));
  const dataset = bigquery.dataset(names.dataset);
  await unlessPresent(CONFLICT, () =>
    dataset.createTable(names.table, {
      schema: { fields },
      timePartitioning: { type: 'DAY', field: 'occurred_at' },
      clustering: { fields: ['system', 'origin', 'destination'] },
    }),
  );
  await unlessPresent(CONFLICT, () =>
    dataset.createTable(VIEW, { view: { query: viewSql, useLegacySql: false } }),
  );
}

const CONFLICT = 409;
