import { executeDdl } from '../ddl/execute.ts';
import { qualified } from '../engine/catalog.ts';
import type { Engine } from '../engine/engine.ts';
import { interruptible } from '../engine/interruptible.ts';
import { bindParameters, type QueryParameter } from '../engine/parameters.ts';
import { type Bindings, stream } from '../engine/queries.ts';
import { ApiError } from '../errors.ts';
import { is, tokenize } from '../googlesql/lexer.ts';
import { type NameScope, showTable } from '../googlesql/names.ts';
import { type Translated, translate } from '../googlesql/translate.ts';
import { queryError } from './query-errors.ts';
import { type ResultRows, readRows } from './rows.ts';

export interface DmlStats {
  readonly insertedRowCount?: string;
  readonly updatedRowCount?: string;
  readonly deletedRowCount?: string;
}

export interface Outcome extends ResultRows {
  readonly statementType: string;
  readonly affectedRows?: number;
  readonly dmlStats?: DmlStats;
}

export interface Statement {
  readonly sql: string;
  readonly scope: NameScope;
  readonly parameters: readonly QueryParameter[];
}

export const isDdl = (type: string): boolean => /^(CREATE|DROP|ALTER)_/.test(type);

const DML = ['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'TRUNCATE'];

/** BigQuery's `statementType` of a text, from its first words. */
export function statementType(sql: string): string {
  const words = tokenize(sql).filter(({ text }) => text !== '(');
  const first = words[0]?.text.toUpperCase() ?? '';
  if (first === 'SELECT' || first === 'WITH' || first === 'FROM') return 'SELECT';
  if (first === 'TRUNCATE') return 'TRUNCATE_TABLE';
  if (DML.includes(first)) return first;
  if (!['CREATE', 'DROP', 'ALTER'].includes(first))
    throw new ApiError(
      'invalidQuery',
      `Syntax error: Unexpected ${words[0] ? `keyword or identifier "${words[0].text}"` : 'end of script'} at [1:1]`,
      'query',
    );
  const rest = words.slice(1).filter((word) => !is(word, 'OR', 'REPLACE', 'TEMP', 'TEMPORARY'));
  const what = rest[0]?.text.toUpperCase() ?? '';
  const asSelect =
    first === 'CREATE' &&
    what === 'TABLE' &&
    words.some((word, index) => is(word, 'AS') && is(words[index + 1], 'SELECT', 'WITH'));
  return `${first}_${what}${asSelect ? '_AS_SELECT' : ''}`;
}

/** Runs one statement to its end. @throws ApiError; the signal's reason when it was interrupted */
export async function execute(engine: Engine, statement: Statement, signal: AbortSignal): Promise<Outcome> {
  const type = statementType(statement.sql);
  if (isDdl(type)) {
    const run = (sql: string): Promise<Outcome> => execute(engine, { ...statement, sql }, signal);
    return executeDdl(engine, statement, type, signal, run);
  }
  const translated = translate(statement.sql, statement.scope);
  checkTables(engine, translated);
  const bindings = bindParameters(statement.parameters, translated);
  try {
    if (type === 'SELECT') {
      return { ...(await select(engine, translated, bindings, signal)), statementType: type };
    }
    const invalidate = (): void => {
      if (type !== 'INSERT') for (const name of translated.tables) engine.firstRows.invalidate(name);
    };
    let changed = 0;
    await engine.writer.commit((connection) =>
      interruptible(connection, signal, async () => {
        invalidate();
        changed = (await connection.run(translated.sql, bindings.values, bindings.types)).rowsChanged;
      }),
    );
    // Again: a query may have made the index anew from before the commit.
    invalidate();
    return {
      fields: [],
      rows: [],
      statementType: type,
      affectedRows: changed,
      dmlStats: dmlStats(type, changed),
    };
  } catch (thrown) {
    signal.throwIfAborted();
    throw queryError(thrown, statement.sql);
  }
}

async function select(
  engine: Engine,
  translated: Translated,
  bindings: Bindings,
  signal: AbortSignal,
): Promise<ResultRows> {
  const indexed = await engine.firstRows.prepare(translated.tables);
  return engine.pool.withConnection(signal, async (connection) => {
    if (indexed.length === 0) return readRows(await stream(connection, translated.sql, bindings));
    await connection.run('BEGIN');
    try {
      let { sql } = translated;
      for (const view of indexed)
        sql = sql.replaceAll(`${qualified(view.name)} AS `, `${await view.query(connection)} AS `);
      return await readRows(await stream(connection, sql, bindings));
    } finally {
      await connection.run('ROLLBACK');
    }
  });
}

/** @throws ApiError `notFound` for the first table that does not exist */
export function checkTables(engine: Engine, { tables }: Translated): void {
  for (const name of tables) {
    if (engine.catalog.hasTable(name)) continue;
    if (!engine.catalog.hasDataset(name)) {
      throw new ApiError(
        'notFound',
        `Not found: Dataset ${name.project}:${name.dataset} was not found in location US`,
      );
    }
    throw new ApiError('notFound', `Not found: Table ${showTable(name)} was not found in location US`);
  }
}

function dmlStats(type: string, changed: number): DmlStats {
  const count = String(changed);
  if (type === 'INSERT') return { insertedRowCount: count };
  if (type === 'UPDATE') return { updatedRowCount: count };
  return type === 'MERGE'
    ? { insertedRowCount: count, updatedRowCount: '0', deletedRowCount: '0' }
    : { deletedRowCount: count };
}
