import { createTableSql, type Table, type TableBody } from '../engine/catalog.ts';
import type { Engine } from '../engine/engine.ts';
import { readFields } from '../engine/schema.ts';
import { ApiError } from '../errors.ts';
import { showTable, type TableName } from '../googlesql/names.ts';
import { schemaChange } from '../tables/schema-change.ts';
import { tableSize } from '../tables/size.ts';
import { putView, refreshViews } from '../tables/views.ts';
import { merge, withoutServerFields } from './resources.ts';
import { type Call, checkEtag, page, param, type Route } from './route.ts';
import type { Service } from './service.ts';

const TABLE_ID = /^[\p{L}\p{M}\p{N}\p{Pc}\p{Pd}\p{Zs}]{1,1024}$/u;
const DEFAULT_PAGE = 50;

export const tableName = (call: Call): TableName => ({
  project: param(call, 'project'),
  dataset: param(call, 'dataset'),
  table: param(call, 'table'),
});

const reference = ({ project, dataset, table }: TableName): object => ({
  projectId: project,
  datasetId: dataset,
  tableId: table,
});

async function show(engine: Engine, { name, kind, resource, fields }: Table): Promise<object> {
  const size = kind === 'TABLE' ? await tableSize(engine, name, fields) : undefined;
  return {
    kind: 'bigquery#table',
    id: showTable(name),
    selfLink: `https://bigquery.googleapis.com/bigquery/v2/projects/${name.project}/datasets/${name.dataset}/tables/${name.table}`,
    tableReference: reference(name),
    type: kind,
    location: 'US',
    ...(size ? { numRows: String(size.rows), numBytes: String(size.bytes), numLongTermBytes: '0' } : {}),
    ...resource,
  };
}

/** @throws ApiError for properties that cannot stand together */
function checkBody(body: TableBody): void {
  const clustering = body.clustering as { fields?: string[] } | undefined;
  const names = new Set(readFields(body.schema?.fields ?? []).map(({ name }) => name.toLowerCase()));
  const partitioning = body.timePartitioning as { field?: string } | undefined;
  for (const field of [...(clustering?.fields ?? []), ...(partitioning?.field ? [partitioning.field] : [])]) {
    if (!names.has(field.toLowerCase()))
      throw new ApiError(
        'invalid',
        `The field specified for partitioning or clustering cannot be found in the schema: ${field}`,
      );
  }
  if ((clustering?.fields?.length ?? 0) > 4)
    throw new ApiError('invalid', 'Too many fields specified for clustering: at most 4');
}

async function change(service: Service, call: Call, replace: boolean): Promise<object> {
  const { engine } = service;
  const before = engine.catalog.table(tableName(call));
  checkEtag(call, before.resource.etag);
  const patch = withoutServerFields(call.body);
  const body = replace ? patch : merge(before.resource, { ...call.body, ...patch });
  const view = body.view as { query?: string } | undefined;
  if (view?.query !== undefined) return show(engine, await putView(engine, before.name, view.query, body));
  const schema = (body.schema ?? before.resource.schema) as TableBody['schema'];
  const next: TableBody = { ...body, ...(schema === undefined ? {} : { schema }) };
  checkBody(next);
  const sql = schemaChange(before.name, before.fields, readFields(next.schema?.fields ?? []));
  const after = await engine.catalog.putTable(before.name, before.kind, next, sql);
  if (sql.length > 0) await refreshViews(engine);
  return show(engine, after);
}

export const tableRoutes: readonly Route[] = [
  {
    verb: 'post',
    path: '/projects/:project/datasets/:dataset/tables',
    method: 'tables.insert',
    handle: async ({ engine }, call) => {
      const table = (call.body.tableReference as { tableId?: string } | undefined)?.tableId ?? '';
      if (!TABLE_ID.test(table)) throw new ApiError('invalid', `Invalid table ID "${table}".`);
      const name = { ...tableName(call), table };
      engine.catalog.dataset(name);
      if (engine.catalog.hasTable(name))
        throw new ApiError('duplicate', `Already Exists: Table ${showTable(name)}`);
      const body: TableBody = withoutServerFields(call.body);
      const view = body.view as { query?: string } | undefined;
      if (view) return show(engine, await putView(engine, name, view.query ?? '', body));
      if (body.materializedView ?? body.externalDataConfiguration) {
        throw new ApiError(
          'notImplemented',
          'Materialized views and external tables are not supported; use a table or a view.',
        );
      }
      checkBody(body);
      const fields = readFields(body.schema?.fields ?? []);
      return show(engine, await engine.catalog.putTable(name, 'TABLE', body, [createTableSql(name, fields)]));
    },
  },
  {
    verb: 'get',
    path: '/projects/:project/datasets/:dataset/tables',
    method: 'tables.list',
    handle: ({ engine }, call) => {
      const all = engine.catalog.tables(tableName(call));
      const { items, nextPageToken } = page(all, call, DEFAULT_PAGE);
      return {
        kind: 'bigquery#tableList',
        etag: 'list',
        tables: items.map(({ name, kind, resource }) => ({
          kind: 'bigquery#table',
          id: showTable(name),
          tableReference: reference(name),
          type: kind,
          creationTime: resource.creationTime,
          ...(resource.labels === undefined ? {} : { labels: resource.labels }),
          ...(resource.timePartitioning === undefined ? {} : { timePartitioning: resource.timePartitioning }),
          ...(resource.clustering === undefined ? {} : { clustering: resource.clustering }),
          ...(kind === 'VIEW' ? { view: { useLegacySql: false } } : {}),
        })),
        totalItems: all.length,
        ...(nextPageToken === undefined ? {} : { nextPageToken }),
      };
    },
  },
  {
    verb: 'get',
    path: '/projects/:project/datasets/:dataset/tables/:table',
    method: 'tables.get',
    handle: ({ engine }, call) => show(engine, engine.catalog.table(tableName(call))),
  },
  {
    verb: 'patch',
    path: '/projects/:project/datasets/:dataset/tables/:table',
    method: 'tables.patch',
    handle: (service, call) => change(service, call, false),
  },
  {
    verb: 'put',
    path: '/projects/:project/datasets/:dataset/tables/:table',
    method: 'tables.update',
    handle: (service, call) => change(service, call, true),
  },
  {
    verb: 'delete',
    path: '/projects/:project/datasets/:dataset/tables/:table',
    method: 'tables.delete',
    handle: async ({ engine }, call) => {
      const before = engine.catalog.table(tableName(call));
      checkEtag(call, before.resource.etag);
      await engine.catalog.dropTable(before.name);
      return undefined;
    },
  },
];
