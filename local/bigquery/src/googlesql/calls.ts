import { MACRO_NAMES, MACRO_PREFIX } from '../engine/macros.ts';
import type { Edits } from './edits.ts';
import { is, type Token } from './lexer.ts';

/** Functions whose last argument is a date part: a bare word, which a macro needs as a string. */
const WITH_PART = new Set([
  'timestamp_diff',
  'datetime_diff',
  'date_diff',
  'time_diff',
  'timestamp_trunc',
  'datetime_trunc',
  'date_trunc',
]);

/** Functions that DuckDB has under another name, with any number of arguments. */
const OTHER_NAMES: Readonly<Record<string, string>> = { format: 'printf', percentile_disc: 'quantile_disc' };

/** Rewrites a call that the translator would get wrong, so that it passes it through. */
export function rewriteCall(tokens: readonly Token[], index: number, edits: Edits): void {
  const token = tokens[index] as Token;
  const name = token.text.toLowerCase();
  if (name === 'array_agg') arrayAgg(tokens, index, edits);
  if (name === 'extract') extract(tokens, index, edits);
  if (name === 'struct' && is(tokens[0], 'INSERT', 'UPDATE', 'MERGE') && !hasNames(tokens, index + 1)) {
    // Without names a struct is assigned by position; the translator would invent names.
    edits.replace(token, token, 'ROW');
  }
  const other = OTHER_NAMES[name];
  if (other !== undefined) edits.replace(token, token, other);
  if (!MACRO_NAMES.has(name)) return;
  edits.replace(token, token, MACRO_PREFIX + name);
  if (!WITH_PART.has(name)) return;
  const close = closing(tokens, index + 1);
  const last = tokens[close - 1];
  // WEEK(MONDAY)
  if (is(last, ')') && is(tokens[close - 3], '('))
    edits.replace(
      tokens[close - 4],
      last,
      `'${tokens[close - 4]?.text.toLowerCase()}_${tokens[close - 2]?.text.toLowerCase()}'`,
    );
  else if (last?.kind === 'word') edits.replace(last, last, `'${last.text.toLowerCase()}'`);
}

/** `ARRAY_AGG(x IGNORE NULLS ORDER BY y LIMIT n)`: DuckDB aggregates know neither IGNORE NULLS nor LIMIT. */
function arrayAgg(tokens: readonly Token[], index: number, edits: Edits): void {
  const close = closing(tokens, index + 1);
  const inner = ownTokens(tokens, index + 1, close);
  const ignore = inner.find((at) => is(tokens[at], 'IGNORE', 'RESPECT') && is(tokens[at + 1], 'NULLS'));
  const limit = inner.find((at) => is(tokens[at], 'LIMIT'));
  const ignores = ignore !== undefined && is(tokens[ignore], 'IGNORE');
  const head = `${limit === undefined ? '' : `${MACRO_PREFIX}take(`}${ignores ? `${MACRO_PREFIX}without_nulls(` : ''}`;
  if (head !== '') edits.replace(tokens[index], tokens[index], `${head}ARRAY_AGG`);
  if (ignore !== undefined) edits.replace(tokens[ignore], tokens[ignore + 1], '');
  if (limit !== undefined) edits.replace(tokens[limit], tokens[limit], `)${ignores ? ')' : ''}, `);
  else if (ignores) edits.replace(tokens[close], tokens[close], '))');
}

/** DuckDB counts week days from 0 and calls the ISO week simply week. */
function extract(tokens: readonly Token[], index: number, edits: Edits): void {
  const part = tokens[index + 2];
  if (is(part, 'ISOWEEK')) edits.replace(part, part, 'WEEK');
  if (!is(part, 'DAYOFWEEK')) return;
  const close = tokens[closing(tokens, index + 1)];
  edits.replace(tokens[index], tokens[index], '(1 + EXTRACT');
  edits.replace(close, close, '))');
}

const hasNames = (tokens: readonly Token[], open: number): boolean =>
  ownTokens(tokens, open, closing(tokens, open)).some((at) => is(tokens[at], 'AS')) ||
  (tokens[open + 1]?.kind === 'word' &&
    is(tokens[open + 2], ',', ')') &&
    !is(tokens[open + 1], 'NULL', 'TRUE', 'FALSE'));

/** Places of the tokens directly within a parenthesis, not within one inside it. */
function ownTokens(tokens: readonly Token[], open: number, close: number): number[] {
  const own: number[] = [];
  let depth = 0;
  for (let at = open + 1; at < close; at++) {
    if (is(tokens[at], '(')) depth++;
    else if (is(tokens[at], ')')) depth--;
    else if (depth === 0) own.push(at);
  }
  return own;
}

/** The index of the parenthesis that closes the one at `open`, or the end. */
export function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    if (is(tokens[index], '(')) depth++;
    else if (is(tokens[index], ')') && --depth === 0) return index;
  }
  return tokens.length;
}
