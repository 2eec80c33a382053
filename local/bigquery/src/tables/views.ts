import { qualified, type Table } from '../engine/catalog.ts';
import type { Engine } from '../engine/engine.ts';
import { resultField } from '../engine/results.ts';
import { toResource } from '../engine/schema.ts';
import { ApiError } from '../errors.ts';
import type { TableName } from '../googlesql/names.ts';
import { translate } from '../googlesql/translate.ts';
import { checkTables } from '../jobs/execute.ts';
import { queryError } from '../jobs/query-errors.ts';

/** Creates or replaces a view; its schema is what the query answers with. @throws ApiError `invalidQuery` */
export async function putView(engine: Engine, name: TableName, query: string, body: object): Promise<Table> {
  if (query.trim() === '')
    throw new ApiError('required', 'Required parameter is missing: view.query', 'view.query');
  const translated = translate(query, engine.scope(name.project));
  if (translated.parameters.size > 0 || translated.positional > 0) {
    throw new ApiError('invalidQuery', 'Query parameters cannot be used inside a view', 'query');
  }
  checkTables(engine, translated);
  const fields = await describe(engine, translated.sql, query);
  const described =
    (body as { schema?: { fields?: { name?: string; description?: string }[] } }).schema?.fields ?? [];
  const schema = {
    fields: fields.map((field) => {
      const description = described.find((one) => one.name === field.name)?.description;
      return description === undefined ? toResource(field) : { ...toResource(field), description };
    }),
  };
  const ddl = `CREATE OR REPLACE VIEW ${qualified(name)} AS ${translated.sql}`;
  return engine.catalog.putTable(
    name,
    'VIEW',
    { ...body, view: { useLegacySql: false, ...(body as { view?: object }).view, query }, schema },
    [ddl],
  );
}

async function describe(
  engine: Engine,
  sql: string,
  source: string,
): Promise<ReturnType<typeof resultField>[]> {
  try {
    return await engine.pool.withConnection(new AbortController().signal, async (connection) => {
      const prepared = await connection.prepare(sql);
      const count = prepared.columnCount;
      return Array.from({ length: count }, (_, index) =>
        resultField(prepared.columnName(index), prepared.columnType(index)),
      );
    });
  } catch (thrown) {
    throw queryError(thrown, source);
  }
}

/** Makes every view anew after a table changed: DuckDB refuses views whose tables have other columns by now. */
export async function refreshViews(engine: Engine): Promise<void> {
  for (const { name, resource } of engine.catalog.views()) {
    const { query } = resource.view as { query: string };
    const { sql } = translate(query, engine.scope(name.project));
    await engine.writer
      .commit(async (connection) => {
        await connection.run(`CREATE OR REPLACE VIEW ${qualified(name)} AS ${sql}`);
      })
      // A view whose table or column is gone fails when it is queried, as BigQuery's does.
      .catch(() => {});
  }
}
