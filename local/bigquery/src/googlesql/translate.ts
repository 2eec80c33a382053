import { ApiError } from '../errors.ts';
import { unmarkTypes } from './casts.ts';
import { addChecks } from './checks.ts';
import { position } from './lexer.ts';
import type { NameScope, TableName } from './names.ts';
import { transpile } from './polyglot.ts';
import { PARAMETER_MARK, rewrite } from './rewrite.ts';

export interface Translated {
  /** DuckDB's SQL; parameters are `$p_name` and `$p_1`, `$p_2` …. */
  readonly sql: string;
  readonly tables: readonly TableName[];
  readonly parameters: ReadonlySet<string>;
  readonly positional: number;
}

/** Enough for every query text of an application; a text costs up to 2 ms to translate. */
const CACHE_ENTRIES = 500;
const cache = new Map<string, Translated>();

/** The name DuckDB knows a parameter by. */
export const parameterName = (name: string): string => `p_${name.toLowerCase()}`;

/** Translates one GoogleSQL statement. @throws ApiError `invalidQuery` with `[line:column]` */
export function translate(sql: string, scope: NameScope): Translated {
  const key = JSON.stringify([sql, scope.project, scope.defaultDataset, scope.generation]);
  const known = cache.get(key);
  if (known) return known;
  const translated = translateAnew(sql, scope);
  const oldest = cache.keys().next().value;
  if (cache.size >= CACHE_ENTRIES && oldest !== undefined) cache.delete(oldest);
  cache.set(key, translated);
  return translated;
}

function translateAnew(source: string, scope: NameScope): Translated {
  const rewritten = rewrite(source, scope);
  const result = transpile(rewritten.sql, 'bigquery' as never, 'duckdb' as never);
  if (!result.success || result.sql === null || result.sql === undefined)
    throw syntaxError(source, rewritten, result);
  const [sql, ...others] = result.sql;
  if (sql === undefined || others.length > 0)
    throw new ApiError('invalidQuery', 'Syntax error: Unexpected end of statement', 'query');
  return {
    sql: finish(rewritten.needsChecks ? addChecks(sql) : sql),
    tables: rewritten.tables,
    parameters: rewritten.parameters,
    positional: rewritten.positional,
  };
}

/** Names parameters as DuckDB does, and quotes the names after EXCLUDE, where the translator drops the quotes. */
const finish = (sql: string): string =>
  unmarkTypes(sql)
    .replace(new RegExp(`\\b${PARAMETER_MARK}(\\w+)`, 'g'), '$p_$1')
    // DuckDB wants anything but a literal there in parentheses.
    .replace(/\bINTERVAL (\$p_\w+)/g, 'INTERVAL ($1)')
    .replace(
      /'(?:[^']|'')*'|\bINTERVAL (-\d+|(?:"?\w+"?\.)*"?[A-Za-z_]\w*"?) (?=[A-Z])/g,
      (whole, name?: string) => (name === undefined ? whole : `INTERVAL (${name}) `),
    )
    .replace(
      /\bEXCLUDE \(([\w", ]+)\)/g,
      (_, names: string) => `EXCLUDE (${names.replace(/"?(\w+)"?/g, '"$1"')})`,
    );

interface Failure {
  readonly error?: string | undefined;
  readonly errorStart?: number | undefined;
}

function syntaxError(source: string, rewritten: ReturnType<typeof rewrite>, failure: Failure): ApiError {
  const message = (failure.error ?? 'cannot be parsed').replace(/^Parse error at line \d+, column \d+: /, '');
  const offset =
    failure.errorStart === undefined ? source.length : rewritten.sourceOffset(failure.errorStart);
  return new ApiError('invalidQuery', `Syntax error: ${message} at ${position(source, offset)}`, 'query');
}
