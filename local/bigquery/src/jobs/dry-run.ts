import { qualified } from '../engine/catalog.ts';
import type { Engine } from '../engine/engine.ts';
import { bindParameters, withTypes } from '../engine/parameters.ts';
import { resultField } from '../engine/results.ts';
import type { Field } from '../engine/schema.ts';
import type { TableName } from '../googlesql/names.ts';
import { translate } from '../googlesql/translate.ts';
import { tableSize } from '../tables/size.ts';
import { checkTables, isDdl, type Statement, statementType } from './execute.ts';
import { queryError } from './query-errors.ts';

export interface Plan {
  readonly statementType: string;
  /** Estimated logical bytes of the tables behind the query. */
  readonly bytes: number;
  readonly tables: readonly TableName[];
}

/** Checks a statement and estimates what it reads, without running it. @throws ApiError */
export async function dryRun(engine: Engine, statement: Statement, signal: AbortSignal): Promise<Plan> {
  const type = statementType(statement.sql);
  if (isDdl(type)) return { statementType: type, bytes: 0, tables: [] };
  const translated = translate(statement.sql, statement.scope);
  checkTables(engine, translated);
  signal.throwIfAborted();
  let bytes = 0;
  for (const name of baseTables(engine, translated.tables)) {
    bytes += (await tableSize(engine, name, engine.catalog.table(name).fields)).bytes;
  }
  return { statementType: type, bytes, tables: translated.tables };
}

/** The schema of a SELECT's result, as a dry run answers it. @throws ApiError `invalidQuery` */
export async function describe(engine: Engine, statement: Statement, signal: AbortSignal): Promise<Field[]> {
  const translated = translate(statement.sql, statement.scope);
  const bindings = bindParameters(statement.parameters, translated);
  try {
    return await engine.pool.withConnection(signal, async (connection) => {
      const prepared = await connection.prepare(withTypes(translated.sql, bindings));
      return Array.from({ length: prepared.columnCount }, (_, index) =>
        resultField(prepared.columnName(index), prepared.columnType(index)),
      );
    });
  } catch (thrown) {
    throw queryError(thrown, statement.sql);
  }
}

/** The tables under a list of tables and views, each once. */
function baseTables(engine: Engine, names: readonly TableName[]): TableName[] {
  const found = new Map<string, TableName>();
  const walk = (name: TableName): void => {
    const key = qualified(name);
    if (found.has(key) || !engine.catalog.hasTable(name)) return;
    const table = engine.catalog.table(name);
    if (table.kind === 'TABLE') {
      found.set(key, name);
      return;
    }
    const { query } = table.resource.view as { query: string };
    for (const inner of translate(query, engine.scope(name.project)).tables) walk(inner);
  };
  for (const name of names) walk(name);
  return [...found.values()];
}
