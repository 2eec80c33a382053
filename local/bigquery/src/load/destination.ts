import { createTableSql, qualified, type Table, type TableBody } from '../engine/catalog.ts';
import type { Engine } from '../engine/engine.ts';
import { type Field, type FieldResource, readFields, toResource } from '../engine/schema.ts';
import { ApiError } from '../errors.ts';
import { showTable } from '../googlesql/names.ts';
import { withoutServerFields } from '../rest/resources.ts';
import { schemaChange } from '../tables/schema-change.ts';
import { tableSize } from '../tables/size.ts';
import { refreshViews } from '../tables/views.ts';
import type { LoadOptions } from './options.ts';
import { type Staging, takeSql } from './staging.ts';

/** What a load job will do to its table. */
export interface Destination {
  readonly fields: readonly Field[];
  /** Moves the staged rows in, with all that the dispositions ask for, in one transaction. */
  commit(staging: Staging): Promise<void>;
}

/**
 * Checks the job against the table as it is. `detected` is the schema that autodetection found.
 * @throws ApiError `notFound`, `duplicate`, `invalid`
 */
export async function openDestination(
  engine: Engine,
  options: LoadOptions,
  detected: readonly FieldResource[] | undefined,
): Promise<Destination> {
  const name = options.table;
  engine.catalog.dataset(name);
  if (!engine.catalog.hasTable(name)) {
    if (!options.create) throw new ApiError('notFound', `Not found: Table ${showTable(name)}`);
    const resources = options.schema ?? detected;
    if (!resources) throw new ApiError('invalid', 'No schema specified on job or table.');
    return replacement(engine, options, undefined, resources);
  }
  const before = engine.catalog.table(name);
  if (before.kind === 'VIEW')
    throw new ApiError(
      'invalid',
      `${showTable(name)} is not allowed for this operation because it is currently a VIEW.`,
    );
  if (options.write === 'WRITE_EMPTY' && (await tableSize(engine, name, before.fields)).rows > 0)
    throw new ApiError('duplicate', `Already Exists: Table ${showTable(name)}`);
  const own = before.fields.map(toResource);
  if (options.write === 'WRITE_TRUNCATE')
    return replacement(engine, options, before, options.schema ?? detected ?? own);
  return addition(engine, options, before, options.schema ?? detected ?? own);
}

function addition(
  engine: Engine,
  options: LoadOptions,
  before: Table,
  resources: readonly FieldResource[],
): Destination {
  const { name } = before;
  const fields = readFields(resources);
  // Autodetection may see fewer columns than the table has; a schema that is given must name all.
  const kept = options.schema
    ? []
    : before.fields.filter((own) => !fields.some((field) => same(field.name, own.name))).map(toResource);
  const after = [...resources, ...kept];
  const change = schemaChange(name, before.fields, readFields(after));
  const refuse = (what: string): never => {
    throw new ApiError('invalid', `Provided Schema does not match Table ${showTable(name)}. ${what}`);
  };
  for (const field of fields) {
    const own = before.fields.find((one) => same(one.name, field.name));
    if (!own && !options.allowAddition) refuse(`Cannot add fields (field: ${field.name})`);
    if (own && own.mode !== field.mode && options.schema && !options.allowRelaxation)
      refuse(`Field ${field.name} has changed mode from ${own.mode} to ${field.mode}`);
  }
  const changed = change.length > 0 || JSON.stringify(readFields(after)) !== before.schemaVersion;
  return {
    fields,
    commit: async (staging) => {
      const sql = [...change, ...takeSql(staging, name)];
      if (!options.schema || !changed)
        return engine.writer.commit(async (connection) => {
          for (const statement of sql) await connection.run(statement);
        });
      await engine.catalog.putTable(name, 'TABLE', described(before, after), sql);
      if (change.length > 0) await refreshViews(engine);
    },
  };
}

function replacement(
  engine: Engine,
  options: LoadOptions,
  before: Table | undefined,
  resources: readonly FieldResource[],
): Destination {
  const name = options.table;
  const fields = readFields(resources);
  const body = {
    ...(before ? described(before, resources) : { schema: { fields: [...resources] } }),
    ...options.tableProperties,
  };
  const drop = before ? [`DROP TABLE ${qualified(name)}`] : [];
  return {
    fields,
    commit: async (staging) => {
      engine.firstRows.invalidate(name);
      await engine.catalog.putTable(name, 'TABLE', body, [
        ...drop,
        createTableSql(name, fields),
        ...takeSql(staging, name),
      ]);
      // Again: a query may have made the index anew from before the commit.
      engine.firstRows.invalidate(name);
      if (before) await refreshViews(engine);
    },
  };
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const described = (before: Table, resources: readonly FieldResource[]): TableBody => ({
  ...withoutServerFields(before.resource),
  schema: { fields: [...resources] },
});
