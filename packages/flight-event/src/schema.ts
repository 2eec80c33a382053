import { readFileSync } from 'node:fs';

/** A column as BigQuery's REST API and Terraform's `schema` argument write it. */
export interface TableField {
  readonly name: string;
  readonly type: 'STRING' | 'INTEGER' | 'TIMESTAMP';
  readonly mode: 'REQUIRED' | 'NULLABLE';
  readonly description: string;
}

const read = (file: string): string => readFileSync(new URL(`../schema/${file}`, import.meta.url), 'utf8');

/** The Pub/Sub topic's schema (type AVRO, encoding JSON): its definition, as text. */
export const avroDefinition: string = read('flight_event.avsc.json');

/** The columns of the table `flight_events`. */
export const tableFields: readonly TableField[] = JSON.parse(read('flight_events.table.json'));

/**
 * The table as `tables.insert` of BigQuery's REST API takes it. Its days are days of ingestion: BigQuery refuses to
 * stream rows whose partition column lies more than five years back, and flights may be of any year.
 */
export const tableDefinition = {
  schema: { fields: [...tableFields] },
  timePartitioning: { type: 'DAY' },
  clustering: { fields: ['system', 'origin', 'destination'] },
};

const viewTemplate = read('flights.view.sql');

/**
 * GoogleSQL of the view `flights`: one row per event_id.
 * @throws Error when a name holds characters that BigQuery does not allow in it
 */
export function flightsViewQuery(names: { readonly project: string; readonly dataset: string }): string {
  if (!/^[a-z0-9.:-]+$/i.test(names.project))
    throw new Error(`project: not a project id: "${names.project}"`);
  if (!/^\w+$/.test(names.dataset)) throw new Error(`dataset: not a dataset id: "${names.dataset}"`);
  return viewTemplate.replace(/\$\{project\}/g, names.project).replace(/\$\{dataset\}/g, names.dataset);
}
