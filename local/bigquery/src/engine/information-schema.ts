import type { DuckDBConnection } from '@duckdb/node-api';

/** The views below, by the lower-case name of BigQuery's. */
export const INFORMATION_PREFIX = '__bq_information_';

/** (Re)creates what answers `INFORMATION_SCHEMA`, over the table of descriptions. */
export async function defineInformationSchema(
  connection: DuckDBConnection,
  resources: string,
): Promise<void> {
  const define = (name: string, query: string): Promise<unknown> =>
    connection.run(`CREATE OR REPLACE VIEW main.${INFORMATION_PREFIX}${name} AS ${query}`);
  const head = 'project AS table_catalog, dataset AS table_schema, name AS table_name';
  await define(
    'tables',
    `SELECT ${head}, CASE kind WHEN 'VIEW' THEN 'VIEW' ELSE 'BASE TABLE' END AS table_type,
      make_timestamptz(CAST(resource->>'$.creationTime' AS BIGINT) * 1000) AS creation_time
    FROM ${resources} WHERE kind <> 'DATASET'`,
  );
  await define(
    'views',
    `SELECT ${head}, resource->>'$.view.query' AS view_definition FROM ${resources} WHERE kind = 'VIEW'`,
  );
  await define(
    'columns',
    `SELECT table_catalog, table_schema, table_name, field.name AS column_name, place AS ordinal_position,
      CASE field.mode WHEN 'REQUIRED' THEN 'NO' ELSE 'YES' END AS is_nullable,
      CASE field.mode WHEN 'REPEATED' THEN 'ARRAY<' || type || '>' ELSE type END AS data_type
    FROM (
      SELECT *, CASE field.type WHEN 'INTEGER' THEN 'INT64' WHEN 'FLOAT' THEN 'FLOAT64' WHEN 'BOOLEAN' THEN 'BOOL' WHEN 'RECORD' THEN 'STRUCT' ELSE field.type END AS type
      FROM (
        SELECT ${head}, unnest(fields) AS field, generate_subscripts(fields, 1) AS place
        FROM (SELECT *, from_json(resource->'$.schema.fields', '[{"name":"VARCHAR","type":"VARCHAR","mode":"VARCHAR"}]') AS fields
          FROM ${resources} WHERE kind <> 'DATASET')))`,
  );
}
