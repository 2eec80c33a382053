import { MACRO_PREFIX } from '../engine/macros.ts';
import { ApiError } from '../errors.ts';
import { closing } from './call-arguments.ts';
import type { Edits } from './edits.ts';
import { is, type Token } from './lexer.ts';

/** The translator drops a precision and reads TIMESTAMP as DATETIME, but leaves a type it does not know as it is. */
const TYPE_MARK = 'bqtype__';
const decimal = (precision: number | string, scale: number | string): string =>
  `${TYPE_MARK}decimal_${precision}_${scale}`;

/** Makes types again of the marks that stood for them while the translator worked. */
export const unmarkTypes = (sql: string): string =>
  sql
    .replace(new RegExp(`\\b${TYPE_MARK}decimal_(\\d+)_(\\d+)\\b`, 'gi'), 'DECIMAL($1, $2)')
    .replace(new RegExp(`\\b${TYPE_MARK}(\\w+)`, 'gi'), '$1');

/** Types by their names in GoogleSQL, as the translator must see them. */
const TYPES: Readonly<Record<string, string>> = {
  ...{
    TIMESTAMP: `${TYPE_MARK}timestamptz`,
    INT: 'INT64',
    INTEGER: 'INT64',
    SMALLINT: 'INT64',
    TINYINT: 'INT64',
  },
  ...{
    NUMERIC: decimal(38, 9),
    DECIMAL: decimal(38, 9),
    BIGNUMERIC: decimal(38, 18),
    BIGDECIMAL: decimal(38, 18),
  },
};

/** Types that DuckDB casts to otherwise, and the macro that does it as BigQuery. */
const CASTS: Readonly<Record<string, string>> = {
  ...{ STRING: 'to_string', BOOL: 'to_bool', BOOLEAN: 'to_bool', INT64: 'to_int64', BIGINT: 'to_int64' },
  ...{ INT: 'to_int64', INTEGER: 'to_int64', SMALLINT: 'to_int64', TINYINT: 'to_int64' },
};

/** `CAST(x AS type)` and `SAFE_CAST(x AS type)`. @throws ApiError for a FORMAT */
export function rewriteCast(tokens: readonly Token[], index: number, edits: Edits): void {
  const close = closing(tokens, index + 1);
  const as = ownAs(tokens, index + 1, close);
  if (as === undefined) return;
  const type = tokens[as + 1];
  if (tokens.slice(as, close).some((token) => is(token, 'FORMAT')))
    throw new ApiError(
      'invalidQuery',
      'CAST(… FORMAT …) is not supported here; use FORMAT_… or PARSE_….',
      'query',
    );
  const safe = is(tokens[index], 'SAFE_CAST');
  if (is(type, 'STRING') && is(tokens[as + 2], '(')) {
    edits.replace(tokens[index], tokens[index], `${safe ? 'TRY(' : ''}${MACRO_PREFIX}to_sized_string`);
    edits.replace(tokens[as], tokens[close - 1], `, ${tokens[as + 3]?.text}${safe ? ')' : ''}`);
    return;
  }
  const macro = as + 2 === close ? CASTS[type?.text.toUpperCase() ?? ''] : undefined;
  if (macro === undefined) {
    rewriteTypes(tokens, as + 1, close, edits);
    return;
  }
  edits.replace(tokens[index], tokens[index], `${safe ? 'TRY(' : ''}${MACRO_PREFIX}${macro}`);
  edits.replace(tokens[as], type, safe ? ')' : '');
}

/** Renames the types within a type's text: `ARRAY<STRUCT<at TIMESTAMP>>`. */
export function rewriteTypes(tokens: readonly Token[], first: number, end: number, edits: Edits): void {
  for (let at = first; at < end; at++) {
    const type = tokens[at]?.kind === 'word' ? TYPES[tokens[at]?.text.toUpperCase() ?? ''] : undefined;
    // A name of a field comes before its type.
    if (type === undefined || tokens[at + 1]?.kind === 'word') continue;
    const close = is(tokens[at + 1], '(') ? closing(tokens, at + 1) : at;
    const [precision, scale] = tokens.slice(at + 2, close).filter(({ kind }) => kind === 'number');
    edits.replace(tokens[at], tokens[close], precision ? decimal(precision.text, scale?.text ?? 0) : type);
    at = close;
  }
}

/** `NUMERIC '1.5'` as the cast it stands for. */
export const typedLiteral = (type: Token, text: Token): string =>
  `CAST(${text.text} AS ${TYPES[type.text.toUpperCase()]})`;

/** Where the type of `ARRAY<…>` or `STRUCT<…>` at `index` ends. */
export function typeEnd(tokens: readonly Token[], index: number): number {
  let depth = 0;
  for (let at = index + 1; at < tokens.length; at++) {
    if (is(tokens[at], '<')) depth++;
    else if (is(tokens[at], '>')) depth--;
    else if (is(tokens[at], '>>')) depth -= 2;
    if (depth <= 0) return at;
  }
  return tokens.length;
}

function ownAs(tokens: readonly Token[], open: number, close: number): number | undefined {
  let depth = 0;
  for (let at = close - 1; at > open; at--) {
    if (is(tokens[at], ')')) depth++;
    else if (is(tokens[at], '(')) depth--;
    else if (depth === 0 && is(tokens[at], 'AS')) return at;
  }
  return undefined;
}
