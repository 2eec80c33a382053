import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { ApiError } from '../errors.ts';
import { type DatasetName, schemaOf, showTable, type TableName } from '../googlesql/names.ts';
import { defineInformationSchema } from './information-schema.ts';
import { duckdbType, type Field, type FieldResource, quote, readFields } from './schema.ts';
import type { Writer } from './writer.ts';

/** A dataset or table as REST shows it; the server sets etag and times. */
export interface Resource {
  etag: string;
  creationTime: string;
  lastModifiedTime: string;
  [property: string]: unknown;
}

export interface Dataset {
  readonly name: DatasetName;
  readonly resource: Resource;
}

export interface Table {
  readonly name: TableName;
  readonly kind: 'TABLE' | 'VIEW';
  readonly fields: readonly Field[];
  readonly resource: Resource;
  /** Changes with the schema; streaming caches are keyed by it. */
  readonly schemaVersion: string;
}

export interface Catalog {
  readonly generation: () => number;
  datasets(project: string): Dataset[];
  dataset(name: DatasetName): Dataset;
  hasDataset(name: DatasetName): boolean;
  tables(name: DatasetName): Table[];
  /** Every view there is. */
  views(): Table[];
  table(name: TableName): Table;
  hasTable(name: TableName): boolean;
  /** All `put` and `drop` calls resolve once the change is on disk. */
  putDataset(name: DatasetName, body: object): Promise<Dataset>;
  dropDataset(name: DatasetName, deleteContents: boolean): Promise<void>;
  /** Creates or changes a table; `sql` runs in the same transaction (the DDL that brings it about). */
  putTable(name: TableName, kind: Table['kind'], body: TableBody, sql: readonly string[]): Promise<Table>;
  dropTable(name: TableName): Promise<void>;
}

export interface TableBody {
  readonly schema?: { readonly fields?: FieldResource[] };
  readonly [property: string]: unknown;
}

const META = 'main.__bq_resources';

/** Opens the catalogue kept in the database itself, so that data and description cannot part. */
export async function openCatalog(
  connection: DuckDBConnection,
  writer: Writer,
  now: () => number,
): Promise<Catalog> {
  await connection.run(
    `CREATE TABLE IF NOT EXISTS ${META} (project VARCHAR, dataset VARCHAR, name VARCHAR, kind VARCHAR, resource VARCHAR)`,
  );
  await defineInformationSchema(connection, META);
  const datasets = new Map<string, Dataset>();
  const tables = new Map<string, Table>();
  let generation = 0;
  const datasetKey = (name: DatasetName): string => schemaOf(name);
  const tableKey = (name: TableName): string => `${schemaOf(name)}.${name.table}`;

  const stored = await connection.runAndReadAll(
    `SELECT project, dataset, name, kind, resource FROM ${META} ORDER BY name`,
  );
  for (const [project, dataset, name, kind, text] of stored.getRows() as string[][]) {
    const resource = JSON.parse(text ?? '{}') as Resource;
    const at = { project: project ?? '', dataset: dataset ?? '' };
    if (kind === 'DATASET') datasets.set(datasetKey(at), { name: at, resource });
    else
      tables.set(
        tableKey({ ...at, table: name ?? '' }),
        makeTable({ ...at, table: name ?? '' }, kind as Table['kind'], resource),
      );
  }

  const dataset = (name: DatasetName): Dataset => {
    const found = datasets.get(datasetKey(name));
    if (!found) throw new ApiError('notFound', `Not found: Dataset ${name.project}:${name.dataset}`);
    return found;
  };
  const table = (name: TableName): Table => {
    const found = tables.get(tableKey(name));
    if (found) return found;
    dataset(name);
    throw new ApiError('notFound', `Not found: Table ${showTable(name)}`);
  };
  const stamp = (body: object, before: Resource | undefined): Resource => {
    const time = String(Math.max(now(), Number(before?.lastModifiedTime ?? 0) + 1));
    const resource = { ...body, creationTime: before?.creationTime ?? time, lastModifiedTime: time };
    const etag = createHash('sha256').update(JSON.stringify(resource)).digest('base64').slice(0, 22);
    return { ...resource, etag: `${etag}==` };
  };
  const remember = async (
    on: DuckDBConnection,
    name: DatasetName & { table?: string },
    kind: string,
    resource: Resource | undefined,
  ): Promise<void> => {
    const key = [name.project, name.dataset, name.table ?? ''];
    await on.run(`DELETE FROM ${META} WHERE project = $1 AND dataset = $2 AND name = $3`, key);
    if (resource)
      await on.run(`INSERT INTO ${META} VALUES ($1, $2, $3, $4, $5)`, [
        ...key,
        kind,
        JSON.stringify(resource),
      ]);
  };

  return {
    generation: () => generation,
    datasets: (project) =>
      [...datasets.values()]
        .filter(({ name }) => name.project === project)
        .sort(byText(({ name }) => name.dataset)),
    dataset,
    hasDataset: (name) => datasets.has(datasetKey(name)),
    tables: (name) => {
      dataset(name);
      const key = datasetKey(name);
      return [...tables.values()]
        .filter((one) => datasetKey(one.name) === key)
        .sort(byText(({ name: { table: id } }) => id));
    },
    views: () => [...tables.values()].filter(({ kind }) => kind === 'VIEW'),
    table,
    hasTable: (name) => tables.has(tableKey(name)),
    putDataset: async (name, body) => {
      const resource = stamp(body, datasets.get(datasetKey(name))?.resource);
      await writer.commit(async (on) => {
        await on.run(`CREATE SCHEMA IF NOT EXISTS ${quote(schemaOf(name))}`);
        await remember(on, name, 'DATASET', resource);
      });
      const put = { name, resource };
      datasets.set(datasetKey(name), put);
      generation += 1;
      return put;
    },
    dropDataset: async (name, deleteContents) => {
      const inside = [...tables.values()].filter(
        (one) => datasetKey(one.name) === datasetKey(dataset(name).name),
      );
      if (inside.length > 0 && !deleteContents) {
        throw new ApiError('resourceInUse', `Dataset ${name.project}:${name.dataset} is still in use`);
      }
      await writer.commit(async (on) => {
        await on.run(`DROP SCHEMA IF EXISTS ${quote(schemaOf(name))} CASCADE`);
        await on.run(`DELETE FROM ${META} WHERE project = $1 AND dataset = $2`, [name.project, name.dataset]);
      });
      for (const one of inside) tables.delete(tableKey(one.name));
      datasets.delete(datasetKey(name));
      generation += 1;
    },
    putTable: async (name, kind, body, sql) => {
      dataset(name);
      const put = makeTable(name, kind, stamp(body, tables.get(tableKey(name))?.resource));
      await writer.commit(async (on) => {
        for (const statement of sql) await on.run(statement);
        await remember(on, name, kind, put.resource);
      });
      tables.set(tableKey(name), put);
      return put;
    },
    dropTable: async (name) => {
      const { kind } = table(name);
      await writer.commit(async (on) => {
        await on.run(`DROP ${kind} IF EXISTS ${qualified(name)}`);
        await remember(on, name, kind, undefined);
      });
      tables.delete(tableKey(name));
    },
  };
}

function makeTable(name: TableName, kind: Table['kind'], resource: Resource): Table {
  const schema = resource.schema as TableBody['schema'];
  const fields = readFields(schema?.fields ?? []);
  return { name, kind, fields, resource, schemaVersion: JSON.stringify(fields) };
}

/** A table's name for DuckDB. */
export const qualified = (name: TableName): string => `${quote(schemaOf(name))}.${quote(name.table)}`;

/** The DDL of a table. REQUIRED columns are checked on the way in, so that a NOT NULL here costs no second check. */
export function createTableSql(name: TableName, fields: readonly Field[]): string {
  // DuckDB has no tables without columns; BigQuery does.
  const columns =
    fields.length === 0
      ? ['"__bq_empty" BOOLEAN']
      : fields.map((field) => `${quote(field.name)} ${duckdbType(field)}`);
  return `CREATE TABLE ${qualified(name)} (${columns.join(', ')})`;
}

const byText =
  <T>(key: (item: T) => string) =>
  (a: T, b: T): number =>
    key(a) < key(b) ? -1 : 1;
