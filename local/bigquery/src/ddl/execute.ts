import { createTableSql, qualified, type Table, type TableBody } from '../engine/catalog.ts';
import type { Engine } from '../engine/engine.ts';
import { type FieldResource, quote, readFields, toResource } from '../engine/schema.ts';
import { ApiError } from '../errors.ts';
import { showTable, type TableName } from '../googlesql/names.ts';
import { describe } from '../jobs/dry-run.ts';
import type { Outcome, Statement } from '../jobs/execute.ts';
import { schemaChange } from '../tables/schema-change.ts';

import { putView, refreshViews } from '../tables/views.ts';
import { type DdlReader, readDdl } from './parser.ts';

/** What runs a query for CREATE TABLE … AS SELECT. */
type RunQuery = (sql: string) => Promise<Outcome>;

/** Runs a CREATE, DROP or ALTER. @throws ApiError */
export async function executeDdl(
  engine: Engine,
  statement: Statement,
  type: string,
  signal: AbortSignal,
  run: RunQuery,
): Promise<Outcome> {
  const reader = readDdl(statement.sql, statement.scope);
  const verb = reader.name().toUpperCase();
  if (verb === 'CREATE') await create(engine, reader, statement, signal, run);
  else if (verb === 'DROP') await drop(engine, reader);
  else await alter(engine, reader);
  return { fields: [], rows: [], statementType: type };
}

async function create(
  engine: Engine,
  reader: DdlReader,
  statement: Statement,
  signal: AbortSignal,
  run: RunQuery,
): Promise<void> {
  const replace = reader.eat('OR', 'REPLACE');
  if (reader.eat('SCHEMA')) return createSchema(engine, reader);
  if (reader.eat('VIEW')) return createView(engine, reader, replace);
  if (!reader.eat('TABLE'))
    throw new ApiError(
      'notImplemented',
      `CREATE ${reader.peek()?.text.toUpperCase()} is not supported; SCHEMA, TABLE and VIEW are.`,
    );
  const ifNotExists = reader.eat('IF', 'NOT', 'EXISTS');
  const name = reader.table();
  if (skipExisting(engine, name, replace, ifNotExists)) return;
  let fields: FieldResource[] | undefined = reader.eat('(') ? reader.columns() : undefined;
  const body = { ...clauses(reader), ...reader.options() };
  const query = reader.eat('AS') ? reader.rest() : undefined;
  if (query !== undefined)
    fields = (await describe(engine, { ...statement, sql: query }, signal)).map(toResource);
  else if (!reader.end()) reader.expect('AS');
  if (!fields)
    throw new ApiError('invalidQuery', `No column definitions for table ${showTable(name)}`, 'query');
  const before = engine.catalog.hasTable(name)
    ? [`DROP ${engine.catalog.table(name).kind} ${qualified(name)}`]
    : [];
  const table: TableBody = { ...body, schema: { fields } };
  await engine.catalog.putTable(name, 'TABLE', table, [...before, createTableSql(name, readFields(fields))]);
  await refreshViews(engine);
  if (query !== undefined)
    await run(`INSERT INTO \`${name.project}.${name.dataset}.${name.table}\` ${query}`);
}

/** PARTITION BY and CLUSTER BY as REST properties. */
function clauses(reader: DdlReader): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  if (reader.eat('PARTITION', 'BY')) {
    const start = reader.name();
    if (start.toUpperCase() === '_PARTITIONDATE') body.timePartitioning = { type: 'DAY' };
    else if (reader.peek()?.text !== '(') body.timePartitioning = { type: 'DAY', field: start };
    else {
      const [field, unit = 'DAY'] = reader.items();
      if (start.toUpperCase() !== 'RANGE_BUCKET') body.timePartitioning = { type: unit.toUpperCase(), field };
    }
  }
  if (reader.eat('CLUSTER', 'BY')) {
    const fields: string[] = [];
    do fields.push(reader.name());
    while (reader.eat(','));
    body.clustering = { fields };
  }
  return body;
}

async function createSchema(engine: Engine, reader: DdlReader): Promise<void> {
  const ifNotExists = reader.eat('IF', 'NOT', 'EXISTS');
  const name = reader.dataset();
  if (engine.catalog.hasDataset(name)) {
    if (ifNotExists) return;
    throw new ApiError('duplicate', `Already Exists: Dataset ${name.project}:${name.dataset}`);
  }
  await engine.catalog.putDataset(name, reader.options());
}

async function createView(engine: Engine, reader: DdlReader, replace: boolean): Promise<void> {
  const ifNotExists = reader.eat('IF', 'NOT', 'EXISTS');
  const name = reader.table();
  if (skipExisting(engine, name, replace, ifNotExists)) return;
  if (reader.peek()?.text === '(')
    throw new ApiError(
      'notImplemented',
      'Column lists of views are not supported: name the columns in the query.',
    );
  const options = reader.options();
  reader.expect('AS');
  await putView(engine, name, reader.rest(), options);
}

function skipExisting(engine: Engine, name: TableName, replace: boolean, ifNotExists: boolean): boolean {
  engine.catalog.dataset(name);
  if (!engine.catalog.hasTable(name) || replace) return false;
  if (ifNotExists) return true;
  throw new ApiError('duplicate', `Already Exists: Table ${showTable(name)}`);
}

async function drop(engine: Engine, reader: DdlReader): Promise<void> {
  const kind = reader.name().toUpperCase();
  const ifExists = reader.eat('IF', 'EXISTS');
  if (kind === 'SCHEMA') {
    const name = reader.dataset();
    if (ifExists && !engine.catalog.hasDataset(name)) return;
    return engine.catalog.dropDataset(name, reader.eat('CASCADE'));
  }
  if (kind !== 'TABLE' && kind !== 'VIEW')
    throw new ApiError('notImplemented', `DROP ${kind} is not supported; SCHEMA, TABLE and VIEW are.`);
  const name = reader.table();
  if (ifExists && !engine.catalog.hasTable(name)) return;
  const table = engine.catalog.table(name);
  if (table.kind !== kind)
    throw new ApiError(
      'invalidQuery',
      `${showTable(name)} is not of type ${kind}: it is a ${table.kind}`,
      'query',
    );
  await engine.catalog.dropTable(name);
}

async function alter(engine: Engine, reader: DdlReader): Promise<void> {
  const kind = reader.name().toUpperCase();
  const ifExists = reader.eat('IF', 'EXISTS');
  if (kind === 'SCHEMA') {
    const { name, resource } = engine.catalog.dataset(reader.dataset());
    reader.expect('SET');
    await engine.catalog.putDataset(name, { ...resource, ...reader.options() });
    return;
  }
  const name = reader.table();
  if (ifExists && !engine.catalog.hasTable(name)) return;
  const table = engine.catalog.table(name);
  const sql: string[] = [];
  let body: TableBody = { ...table.resource };
  do body = change(reader, table, body, sql);
  while (reader.eat(','));
  await engine.catalog.putTable(name, table.kind, body, sql);
  await refreshViews(engine);
}

/** One action of ALTER TABLE: the new description, and the DDL added to `sql`. */
function change(reader: DdlReader, table: Table, body: TableBody, sql: string[]): TableBody {
  const fields = [...(body.schema?.fields ?? [])];
  const find = (column: string): number => {
    const index = fields.findIndex(({ name }) => name?.toLowerCase() === column.toLowerCase());
    if (index < 0) throw new ApiError('invalidQuery', `Column not found: ${column}`, 'query');
    return index;
  };
  const alterTable = `ALTER TABLE ${qualified(table.name)}`;
  if (reader.eat('SET')) return { ...body, ...reader.options() };
  if (reader.eat('ADD', 'COLUMN')) {
    const ifNotExists = reader.eat('IF', 'NOT', 'EXISTS');
    const column = reader.column();
    if (ifNotExists && fields.some(({ name }) => name?.toLowerCase() === column.name?.toLowerCase()))
      return body;
    const after = [...fields, column];
    sql.push(...schemaChange(table.name, readFields(fields), readFields(after)));
    return { ...body, schema: { fields: after } };
  }
  if (reader.eat('DROP', 'COLUMN')) {
    const ifExists = reader.eat('IF', 'EXISTS');
    const column = reader.name();
    if (ifExists && !fields.some(({ name }) => name?.toLowerCase() === column.toLowerCase())) return body;
    fields.splice(find(column), 1);
    sql.push(`${alterTable} DROP COLUMN ${quote(column)}`);
    return { ...body, schema: { fields } };
  }
  if (reader.eat('RENAME', 'COLUMN')) {
    const index = find(reader.name());
    const was = fields[index] as FieldResource;
    reader.expect('TO');
    const to = reader.name();
    sql.push(`${alterTable} RENAME COLUMN ${quote(was.name ?? '')} TO ${quote(to)}`);
    fields[index] = { ...was, name: to };
    return { ...body, schema: { fields } };
  }
  if (reader.eat('ALTER', 'COLUMN')) {
    const index = find(reader.name());
    const was = fields[index] as FieldResource;
    if (reader.eat('DROP', 'NOT', 'NULL')) fields[index] = { ...was, mode: 'NULLABLE' };
    else {
      reader.expect('SET');
      fields[index] = { ...was, ...reader.options() };
    }
    return { ...body, schema: { fields } };
  }
  throw new ApiError(
    'notImplemented',
    `ALTER TABLE … ${reader.peek()?.text ?? ''} is not supported; ADD, DROP, RENAME, ALTER COLUMN and SET OPTIONS are.`,
  );
}
