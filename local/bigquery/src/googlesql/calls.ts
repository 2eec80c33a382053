import { MACRO_NAMES, MACRO_PREFIX } from '../engine/macros.ts';
import { closing, separators } from './call-arguments.ts';
import { rewriteDateCall } from './date-parts.ts';
import type { Edits } from './edits.ts';
import { is, type Token } from './lexer.ts';
import { REWRITES } from './operands.ts';

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
  REWRITES[name]?.(tokens, index, edits);
  rewriteDateCall(tokens, index, edits);
  const other = OTHER_NAMES[name];
  if (other !== undefined) edits.replace(token, token, other);
  if (name === 'date' && separators(tokens, index).length === 1)
    edits.replace(token, token, `${MACRO_PREFIX}date_at`);
  if (!MACRO_NAMES.has(name)) return;
  edits.replace(token, token, MACRO_PREFIX + name);
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

/** Parts that DuckDB counts otherwise: weeks from Monday, fractions with their whole seconds. */
const EXTRACT_MACROS = ['WEEK', 'MICROSECOND', 'MILLISECOND', 'DATE', 'TIME', 'DATETIME'];

/** DuckDB counts week days from 0, calls the ISO week simply week, and takes no time zone here. */
function extract(tokens: readonly Token[], index: number, edits: Edits): void {
  const part = tokens[index + 2];
  // WEEK(MONDAY)
  const from = is(tokens[index + 3], '(') ? index + 6 : index + 3;
  if (!part || !is(tokens[from], 'FROM')) return;
  const close = closing(tokens, index + 1);
  const zone = ownTokens(tokens, index + 1, close).find(
    (at) => is(tokens[at], 'AT') && is(tokens[at + 1], 'TIME') && is(tokens[at + 2], 'ZONE'),
  );
  let head = `EXTRACT(${is(part, 'ISOWEEK') ? 'WEEK' : part.text} FROM `;
  let tail = ')';
  if (is(part, ...EXTRACT_MACROS)) head = `${MACRO_PREFIX}extract_${part.text.toLowerCase()}(`;
  if (is(part, 'DAYOFWEEK')) [head, tail] = [`(1 + ${head}`, '))'];
  if (from > index + 3) tail = `, 'week_${tokens[index + 4]?.text.toLowerCase()}')`;
  if (zone !== undefined) {
    [head, tail] = [`${head}${MACRO_PREFIX}civil(`, `)${tail}`];
    edits.replace(tokens[zone], tokens[zone + 2], ',');
  }
  edits.replace(tokens[index], tokens[from], head);
  edits.replace(tokens[close], tokens[close], tail);
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
