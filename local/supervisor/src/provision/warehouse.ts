import { flightsViewQuery, tableDefinition } from '@flightdeck/flight-event';
import type { BigQuery } from '@google-cloud/bigquery';
import { unlessPresent } from './unless-present.ts';

export interface WarehouseNames {
  readonly project: string;
  readonly dataset: string;
  readonly table: string;
}

const VIEW = 'flights';

/** Creates the dataset, the table and the view as the contract describes them, where they are not there yet. */
export async function provisionWarehouse(bigquery: BigQuery, names: WarehouseNames): Promise<void> {
  await unlessPresent(CONFLICT, () => bigquery.createDataset(names.dataset));
  const dataset = bigquery.dataset(names.dataset);
  await unlessPresent(CONFLICT, () => dataset.createTable(names.table, tableDefinition));
  await unlessPresent(CONFLICT, () =>
    dataset.createTable(VIEW, { view: { query: flightsViewQuery(names), useLegacySql: false } }),
  );
}

const CONFLICT = 409;
