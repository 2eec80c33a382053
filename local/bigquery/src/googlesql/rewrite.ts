import { INFORMATION_PREFIX } from '../engine/information-schema.ts';
import { ApiError } from '../errors.ts';
import { rewriteCall } from './calls.ts';
import { rewriteTypes, typedLiteral, typeEnd } from './casts.ts';
import { needsChecks } from './checks.ts';
import { createEdits } from './edits.ts';
import { is, position, type Token, tokenize } from './lexer.ts';
import { bytesLiteral, hasOddEscape, isBytes, plainLiteral } from './literals.ts';
import { type NameScope, resolvePath, schemaOf, type TableName } from './names.ts';
import { readPath } from './paths.ts';
import { ESCAPE_CLAUSE, likeNeedsEscape, safeCall } from './safe-and-like.ts';
import { isSubscript, markSubscript } from './subscripts.ts';
import { rewriteArrayPath, rewriteUnnest } from './unnest.ts';

export interface Rewritten {
  /** GoogleSQL that the translator gets right. */
  readonly sql: string;
  /** The offset in the source of an offset in `sql`. */
  readonly sourceOffset: (offset: number) => number;
  /** Every table or view it names. */
  readonly tables: readonly TableName[];
  /** Lower-case names of the named parameters used. */
  readonly parameters: ReadonlySet<string>;
  readonly positional: number;
  /** Whether something in it can fail that DuckDB makes something of. */
  readonly needsChecks: boolean;
}

/** Stands for a parameter while the translator works: it would read `@x` as ABS(x). */
export const PARAMETER_MARK = 'bqparam__';

/** What ends the list of tables after FROM. */
const ENDS_FROM = [
  'WHERE',
  'GROUP',
  'HAVING',
  'QUALIFY',
  'WINDOW',
  'ORDER',
  'LIMIT',
  'UNION',
  'EXCEPT',
  'INTERSECT',
  'SELECT',
  'SET',
  'WHEN',
  'VALUES',
  'ON',
];
const STATEMENTS_ON_A_TABLE = ['UPDATE', 'DELETE', 'INSERT', 'MERGE'];

/**
 * The one place where the translator's gaps are bridged: parameters, table paths, functions it gets wrong,
 * UNNEST … WITH OFFSET. Works on tokens, so strings and comments stay untouched.
 * @throws ApiError `invalidQuery`
 */
export function rewrite(sql: string, scope: NameScope): Rewritten {
  const tokens = tokenize(sql);
  const edits = createEdits(sql);
  const tables = new Map<string, TableName>();
  const parameters = new Set<string>();
  const ctes = cteNames(tokens);
  const aliases = aliasNames(tokens);
  const isQuery = is(
    tokens.find(({ text }) => text !== '('),
    'SELECT',
    'WITH',
  );
  let positional = 0;

  /** Rewrites the table path that starts at `first`; returns its last token, or `first - 1` when there is none. */
  const tableAt = (first: number): number => {
    const path = readPath(tokens, first);
    if (!path) return first - 1;
    const head = (path.parts[0] ?? '').toLowerCase();
    if (path.parts.length === 1 && ctes.has(head)) return path.last;
    const isDataset = scope.hasDataset?.({ project: scope.project, dataset: path.parts[0] ?? '' }) ?? false;
    if (path.parts.length > 1 && !path.quoted && !isDataset && aliases.has(head)) {
      return rewriteArrayPath(tokens, first, path.last, edits);
    }
    const catalogue = informationSchema(path.parts, scope);
    if (catalogue !== undefined) {
      edits.replace(
        tokens[first],
        tokens[path.last],
        catalogue + (hasAlias(tokens[path.last + 1]) ? '' : ` AS ${backticks(path.parts.at(-1) ?? '')}`),
      );
      return path.last;
    }
    const name = resolvePath(path.parts, scope);
    tables.set(JSON.stringify(name), name);
    // An alias of its own lets a subquery take the table's place.
    const alias = isQuery && !hasAlias(tokens[path.last + 1]) ? ` AS ${backticks(name.table)}` : '';
    edits.replace(
      tokens[first],
      tokens[path.last],
      `${backticks(schemaOf(name))}.${backticks(name.table)}${alias}`,
    );
    return path.last;
  };

  const open: { call: string; from: boolean }[] = [{ call: '', from: false }];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as Token;
    const here = open.at(-1) as { call: string; from: boolean };
    if (token.kind === 'parameter') {
      if (token.text.startsWith('@@')) {
        throw new ApiError(
          'invalidQuery',
          `Unrecognized system variable ${token.text} at ${position(sql, token.start)}`,
          'query',
        );
      }
      const name = token.text === '?' ? String(++positional) : token.text.slice(1).toLowerCase();
      if (token.text !== '?') parameters.add(name);
      edits.replace(token, token, PARAMETER_MARK + name);
    } else if (is(token, '(')) {
      open.push({ call: calledAt(tokens, index), from: false });
    } else if (is(token, ')')) {
      if (open.length > 1) open.pop();
    } else if (is(token, ';')) {
      here.from = false;
    } else if (is(token, 'UNNEST') && here.from && is(tokens[index - 1], 'FROM', ',', 'JOIN')) {
      rewriteUnnest(tokens, index, edits);
    } else if (token.kind === 'number') {
      // GoogleSQL's decimal literals are FLOAT64, DuckDB's are exact decimals.
      if (/^[\d.]*\.[\d.]*$/.test(token.text)) edits.replace(token, token, `${token.text}e0`);
    } else if (token.kind === 'string' && tokens[index - 1]?.kind === 'string') {
      throw new ApiError(
        'invalidQuery',
        `Syntax error: Unexpected string literal at ${position(sql, token.start)}`,
        'query',
      );
    } else if (token.kind === 'string' && isBytes(token.text)) {
      edits.replace(token, token, bytesLiteral(token.text));
    } else if (token.kind === 'string' && hasOddEscape(token.text)) {
      edits.replace(token, token, plainLiteral(token.text));
    } else if (is(token, 'LIKE') && likeNeedsEscape(tokens[index + 1])) {
      const pattern = tokens[++index];
      edits.replace(pattern, pattern, `${pattern?.text}${ESCAPE_CLAUSE}`);
    } else if (is(token, 'SAFE') && is(tokens[index + 1], '.') && is(tokens[index + 3], '(')) {
      safeCall(tokens, index, edits);
    } else if (isSubscript(tokens, index)) {
      markSubscript(tokens, index, edits);
    } else if (is(token, 'ARRAY', 'STRUCT') && is(tokens[index + 1], '<')) {
      rewriteTypes(tokens, index + 2, typeEnd(tokens, index), edits);
    } else if (is(token, 'NUMERIC', 'BIGNUMERIC') && tokens[index + 1]?.kind === 'string') {
      edits.replace(token, tokens[++index], typedLiteral(token, tokens[index] as Token));
    } else if (index === 1 && is(tokens[0], 'SELECT') && is(token, 'AS') && is(tokens[2], 'STRUCT')) {
      // The fields of a query's own rows are its columns.
      edits.replace(token, tokens[++index], '');
    } else if (isForeign(tokens, index)) {
      throw new ApiError(
        'invalidQuery',
        `Syntax error: Unexpected "${token.text}" at ${position(sql, token.start)}`,
        'query',
      );
    } else if (is(token, 'UNION', 'INTERSECT') && !is(tokens[index + 1], 'ALL', 'DISTINCT')) {
      throw new ApiError(
        'invalidQuery',
        `Syntax error: Expected keyword ALL or keyword DISTINCT but got "${tokens[index + 1]?.text ?? ''}" at ${position(sql, token.end)}`,
        'query',
      );
    } else if (isReservedOnlyThere(tokens, index)) {
      edits.replace(token, token, backticks(token.text));
    } else if (startsTable(tokens, index, here.call)) {
      // GoogleSQL's INTO is optional, the translator's is not.
      if (is(token, 'INSERT')) edits.replace(token, token, 'INSERT INTO');
      here.from = is(token, 'FROM', 'JOIN');
      index = tableAt(index + 1);
    } else if (here.from && is(token, ',')) {
      index = tableAt(index + 1);
    } else if (token.kind === 'word' && is(tokens[index + 1], '(') && !is(tokens[index - 1], '.')) {
      rewriteCall(tokens, index, edits);
    } else if (is(token, ...ENDS_FROM) && !is(tokens[index - 1], '.')) {
      // A comma after a join's condition still continues the FROM list.
      if (!is(token, 'ON')) here.from = false;
    }
  }
  return {
    ...edits.apply(),
    tables: [...tables.values()],
    parameters,
    positional,
    needsChecks: needsChecks(tokens),
  };
}

/** Operators of DuckDB that the translator passes on, and GoogleSQL does not have. */
const FOREIGN = ['%', '::', '==', '**', 'ILIKE'];

const isForeign = (tokens: readonly Token[], index: number): boolean => {
  const [token, next] = [tokens[index] as Token, tokens[index + 1]];
  const pair = token.kind === 'symbol' && next?.start === token.end ? token.text + next.text : token.text;
  return (token.kind === 'word' || token.kind === 'symbol') && FOREIGN.includes(pair.toUpperCase());
};

/** Names for GoogleSQL that DuckDB's grammar keeps for itself. */
const RESERVED_BY_DUCKDB = [
  'ANALYSE',
  'ANALYZE',
  'AT',
  'BOTH',
  'CHECK',
  'COLUMN',
  'CONSTRAINT',
  'DESCRIBE',
  'DO',
  'FOREIGN',
  'LAMBDA',
  'LEADING',
  'OFFSET',
  'ONLY',
  'PLACING',
  'PRIMARY',
  'REFERENCES',
  'RETURNING',
  'SHOW',
  'SUMMARIZE',
  'SYMMETRIC',
  'TABLE',
  'TRAILING',
  'UNIQUE',
  'USER',
  'VARIADIC',
];

function isReservedOnlyThere(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  if (token?.kind !== 'word' || !is(token, ...RESERVED_BY_DUCKDB) || is(tokens[index + 1], '(')) return false;
  if (is(token, 'OFFSET'))
    return (
      !is(tokens[index - 1], 'WITH') &&
      tokens[index + 1]?.kind !== 'number' &&
      tokens[index + 1]?.kind !== 'parameter'
    );
  if (is(token, 'AT')) return !is(tokens[index + 1], 'TIME');
  return !(is(token, 'TABLE') && is(tokens[index - 1], 'TRUNCATE'));
}

/** What may follow a table in FROM and is no alias. */
const AFTER_A_TABLE = [
  ...ENDS_FROM,
  'JOIN',
  'CROSS',
  'INNER',
  'LEFT',
  'RIGHT',
  'FULL',
  'USING',
  'FOR',
  'TABLESAMPLE',
  'PIVOT',
  'UNPIVOT',
];

const hasAlias = (token: Token | undefined): boolean =>
  token?.kind === 'quoted' || is(token, 'AS') || (token?.kind === 'word' && !is(token, ...AFTER_A_TABLE));

function startsTable(tokens: readonly Token[], index: number, call: string): boolean {
  const token = tokens[index];
  const before = tokens[index - 1];
  if (is(token, 'FROM'))
    return call !== 'EXTRACT' && !(is(before, 'DISTINCT') && is(tokens[index - 2], 'IS', 'NOT'));
  if (is(token, 'JOIN')) return true;
  if (is(token, 'INTO')) return is(before, 'INSERT', 'MERGE');
  if (is(token, 'USING')) return is(tokens[0], 'MERGE') && !is(tokens[index + 1], '(');
  if (is(token, 'TABLE')) return is(before, 'TRUNCATE');
  const first = index === 0 || is(before, ';');
  return first && is(token, ...STATEMENTS_ON_A_TABLE) && !is(tokens[index + 1], 'INTO', 'FROM');
}

const calledAt = (tokens: readonly Token[], paren: number): string => {
  const before = tokens[paren - 1];
  return before?.kind === 'word' ? before.text.toUpperCase() : '';
};

/** Names bound by WITH: `name AS (`. A function named so would read as a call, so nothing else looks alike. */
function cteNames(tokens: readonly Token[]): Set<string> {
  const names = new Set<string>();
  tokens.forEach((token, index) => {
    const before = tokens[index - 1];
    if (
      (token.kind === 'word' || token.kind === 'quoted') &&
      is(before, 'WITH', ',', 'RECURSIVE') &&
      is(tokens[index + 1], 'AS') &&
      is(tokens[index + 2], '(')
    ) {
      names.add(token.text.toLowerCase());
    }
  });
  return names;
}

/** Names that stand for a row: after AS, or right behind a table path or a closing parenthesis. */
function aliasNames(tokens: readonly Token[]): Set<string> {
  const names = new Set<string>();
  tokens.forEach((token, index) => {
    if (token.kind !== 'word' && token.kind !== 'quoted') return;
    const before = tokens[index - 1];
    if (is(before, 'AS')) names.add(token.text.toLowerCase());
    if (!is(before, 'FROM', 'JOIN', ',')) return;
    const path = readPath(tokens, index);
    if (!path || path.parts.length === 1) {
      if (path && !is(before, ',')) names.add((path.parts[0] ?? '').toLowerCase());
      return;
    }
    const after = tokens[path.last + 1];
    if (after?.kind === 'word' && !is(after, 'AS', ...ENDS_FROM)) names.add(after.text.toLowerCase());
    else if (!is(after, 'AS')) names.add((path.parts.at(-1) ?? '').toLowerCase());
  });
  return names;
}

/** `dataset.INFORMATION_SCHEMA.TABLES` (or COLUMNS, VIEWS) as a subquery of what the catalogue keeps. */
function informationSchema(parts: readonly string[], scope: NameScope): string | undefined {
  const [dataset, schema, view] = parts.slice(-3);
  if (schema?.toUpperCase() !== 'INFORMATION_SCHEMA' || dataset === undefined || !view) return undefined;
  const project = parts.length > 3 ? parts.slice(0, -3).join('.') : scope.project;
  return `(SELECT * FROM \`main\`.\`${INFORMATION_PREFIX}${view.toLowerCase()}\` WHERE table_catalog = '${project}' AND table_schema = '${dataset}')`;
}

const backticks = (name: string): string => `\`${name.replaceAll('`', '\\`')}\``;
