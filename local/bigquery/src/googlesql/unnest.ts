import { closing } from './call-arguments.ts';
import type { Edits } from './edits.ts';
import { is, type Token } from './lexer.ts';

const NOT_AN_ALIAS = [
  'WITH',
  'WHERE',
  'GROUP',
  'HAVING',
  'QUALIFY',
  'ORDER',
  'LIMIT',
  'JOIN',
  'CROSS',
  'INNER',
  'LEFT',
  'RIGHT',
  'FULL',
  'ON',
  'UNION',
  'EXCEPT',
  'INTERSECT',
  'WINDOW',
  'USING',
];

/**
 * `UNNEST(array) AS x WITH OFFSET AS o` names a column, not a table, so it becomes a lateral subquery with
 * columns x and o. DuckDB's own UNNEST table would make x a row, and the translator drops the offset's name.
 */
export function rewriteUnnest(tokens: readonly Token[], index: number, edits: Edits): void {
  const close = closing(tokens, index + 1);
  const { alias, offset, last } = readAliases(tokens, close + 1);
  const isOfStructs = offset === undefined && (alias === undefined || startsWithStruct(tokens, index + 2));
  edits.replace(tokens[index], tokens[index + 1], opening(alias, offset));
  edits.replace(
    tokens[close],
    tokens[last],
    (isOfStructs ? endingOfStructs(alias, index) : ending(alias, offset, index)) +
      condition(tokens, index, last),
  );
}

/** The fields of an array that shows its structs are columns too, and its alias is the row. */
const startsWithStruct = (tokens: readonly Token[], first: number): boolean =>
  is(tokens[first], '[')
    ? is(tokens[first + 1], 'STRUCT')
    : is(tokens[first], 'ARRAY') && is(tokens[first + 1], '<') && is(tokens[first + 2], 'STRUCT');

const endingOfStructs = (alias: string | undefined, id: number): string =>
  `, ${MAX_DEPTH} => 2)${alias === undefined ? ` AS \`${UNNAMED}\`` : ''}) AS \`${alias ?? `bq__u${id}`}\``;

/** A join with an array needs no condition in GoogleSQL. */
function condition(tokens: readonly Token[], first: number, last: number): string {
  const isJoin = is(tokens[first - 1], 'JOIN') && !is(tokens[first - 2], 'CROSS');
  return isJoin && !is(tokens[last + 1], 'ON', 'USING') ? ' ON TRUE' : '';
}

/** `FROM t, t.items AS x`: an array of a row, unnested without saying so. Returns its last token. */
export function rewriteArrayPath(
  tokens: readonly Token[],
  first: number,
  pathLast: number,
  edits: Edits,
): number {
  const aliases = readAliases(tokens, pathLast + 1);
  const alias = aliases.alias ?? tokens[pathLast]?.text;
  const path = tokens
    .slice(first, pathLast + 1)
    .map(({ text }) => text)
    .join('');
  edits.replace(
    tokens[first],
    tokens[aliases.last],
    opening(alias, aliases.offset) +
      path +
      ending(alias, aliases.offset, first) +
      condition(tokens, first, aliases.last),
  );
  return aliases.last;
}

function readAliases(
  tokens: readonly Token[],
  from: number,
): { alias?: string; offset?: string; last: number } {
  let at = from;
  let alias: string | undefined;
  if (is(tokens[at], 'AS')) at++;
  const named = tokens[at];
  if (named && (named.kind === 'quoted' || (named.kind === 'word' && !is(named, ...NOT_AN_ALIAS)))) {
    alias = named.text;
    at++;
  }
  let offset: string | undefined;
  if (is(tokens[at], 'WITH') && is(tokens[at + 1], 'OFFSET')) {
    offset = 'offset';
    at += 2;
    if (is(tokens[at], 'AS')) at++;
    const offsetName = tokens[at];
    if (
      offsetName &&
      (offsetName.kind === 'quoted' || (offsetName.kind === 'word' && !is(offsetName, ...NOT_AN_ALIAS)))
    ) {
      offset = offsetName.text;
      at++;
    }
  }
  return {
    ...(alias === undefined ? {} : { alias }),
    ...(offset === undefined ? {} : { offset }),
    last: at - 1,
  };
}

/** DuckDB's argument that makes columns of the fields of a struct. */
const MAX_DEPTH = 'max_depth';

/** BigQuery's name for a column without one. */
const UNNAMED = 'f0_';

function opening(alias: string | undefined, offset: string | undefined): string {
  if (offset === undefined) return '(SELECT UNNEST(';
  return `(SELECT bq__e.value AS \`${alias ?? UNNAMED}\`, bq__e.place AS \`${offset}\` FROM (SELECT UNNEST(__bq_with_offset(`;
}

function ending(alias: string | undefined, offset: string | undefined, id: number): string {
  return offset === undefined
    ? `) AS \`${alias ?? UNNAMED}\`) AS bq__u${id}`
    : `)) AS bq__e) AS bq__n${id}) AS bq__u${id}`;
}
