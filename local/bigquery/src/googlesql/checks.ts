import { ast, Dialect, generate, parse, transform } from '@polyglot-sql/sdk';
import { MACRO_PREFIX } from '../engine/macros.ts';
import { closing } from './call-arguments.ts';
import type { Edits } from './edits.ts';
import { is, type Token } from './lexer.ts';
import { hasNarrowNumbers, widenNumbers } from './whole-numbers.ts';

/** Around the place in `items[OFFSET(n)]` until the translator has made a number of it. */
const STRICT = `${MACRO_PREFIX}strict`;

/** What GoogleSQL fails on and DuckDB makes something of: where the operands begin and end, only a parser knows. */
export const needsChecks = (tokens: readonly Token[]): boolean =>
  hasNarrowNumbers(tokens) ||
  tokens.some(
    (token, index) =>
      is(token, '/') ||
      isStrictPlace(tokens, index) ||
      isPlainPlace(tokens, index) ||
      hasOpenPattern(tokens, index),
  );

/** `[OFFSET(n)]` and `[ORDINAL(n)]` want n to be a place of the array; their SAFE_ forms do not. */
export const isStrictPlace = (tokens: readonly Token[], index: number): boolean =>
  is(tokens[index], 'OFFSET', 'ORDINAL') && is(tokens[index - 1], '[') && is(tokens[index + 1], '(');

const hasOpenPattern = (tokens: readonly Token[], index: number): boolean =>
  is(tokens[index], 'LIKE') && tokens[index + 1]?.kind !== 'string';

/** Marks the place, since the translator makes a plain subscript of all forms. */
export function markStrictPlace(tokens: readonly Token[], index: number, edits: Edits): void {
  const close = tokens[closing(tokens, index + 1)];
  edits.replace(tokens[index], tokens[index + 1], `${tokens[index]?.text}(${STRICT}(`);
  edits.replace(close, close, '))');
}

/** Words that can stand before an array, and so make no subscript of its bracket. */
const BEFORE_AN_ARRAY =
  'SELECT DISTINCT ALL FROM WHERE HAVING QUALIFY ON AND OR NOT IN LIKE BETWEEN IS CASE WHEN THEN ELSE BY SET AS ARRAY'.split(
    ' ',
  );

/** `items[n]` means `items[OFFSET(n)]`, or a place within JSON; `json['name']` is left alone. */
export function isPlainPlace(tokens: readonly Token[], index: number): boolean {
  const [before, next] = [tokens[index - 1], tokens[index + 1]];
  if (!is(tokens[index], '[') || next?.kind === 'string') return false;
  if (is(next, 'OFFSET', 'ORDINAL', 'SAFE_OFFSET', 'SAFE_ORDINAL') && is(tokens[index + 2], '('))
    return false;
  if (before?.kind === 'word') return !is(before, ...BEFORE_AN_ARRAY);
  return before?.kind === 'quoted' || before?.kind === 'parameter' || is(before, ')', ']');
}

export function markPlainPlace(tokens: readonly Token[], index: number, edits: Edits): void {
  let depth = 0;
  for (let at = index; at < tokens.length; at++) {
    if (is(tokens[at], '[')) depth++;
    else if (is(tokens[at], ']') && --depth === 0) {
      edits.replace(tokens[index], tokens[index], `[OFFSET(${STRICT}(`);
      edits.replace(tokens[at], tokens[at], '))]');
      return;
    }
  }
}

type Expression = ReturnType<typeof transform>;

/**
 * Divisions and marked subscripts as calls of macros that fail where GoogleSQL does: DuckDB answers infinity for a
 * division by zero, and NULL for a place outside the array; whole numbers it reckons with in 32 bits.
 * @param sql of DuckDB, as the translator wrote it; what its parser does not read stays as it is
 */
export function addChecks(sql: string): string {
  const { ast: statements } = parse(sql, Dialect.DuckDB);
  if (!statements) return sql;
  const checked = statements.map((statement) =>
    transform(statement, { ...widenNumbers, div: divide, subscript: element, like: escaped }),
  );
  return generate(checked, Dialect.DuckDB).sql?.[0] ?? sql;
}

function divide(node: Expression): Expression {
  const { left, right } = ast.getExprData(node) as { left: Expression; right: Expression };
  return call('divide', left, right);
}

function element(node: Expression): Expression {
  const { this: items, index } = ast.getExprData(node) as { this: Expression; index: Expression };
  const isStrict = ast
    .getFunctions(index)
    .some((one) => (ast.getExprData(one) as { name: string }).name.toLowerCase() === STRICT);
  return isStrict ? call('element', items, index) : node;
}

/** A pattern that is no literal escapes with a backslash too; literals say so where they have one. */
function escaped(node: Expression): Expression {
  const data = ast.getExprData(node) as { right: Expression; escape: unknown; quantifier: unknown };
  if (data.escape !== null || data.quantifier !== null || ast.getExprType(data.right) === 'literal')
    return node;
  const backslash = ast.makeExpr('literal', { literal_type: 'string', value: '\\' });
  return ast.makeExpr('like', { ...data, escape: backslash } as never) as Expression;
}

const call = (name: string, ...args: Expression[]): Expression =>
  ast.makeExpr('function', { name: MACRO_PREFIX + name, args, ...PLAIN_CALL });

/** What the parser says of a call with nothing but arguments. */
const PLAIN_CALL = {
  distinct: false,
  trailing_comments: [],
  use_bracket_syntax: false,
  no_parens: false,
  quoted: false,
};
