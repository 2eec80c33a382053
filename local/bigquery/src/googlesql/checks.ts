import { MACRO_PREFIX } from '../engine/macros.ts';
import { is, type Token } from './lexer.ts';
import { ast, Dialect, generate, parse, transform } from './polyglot.ts';
import { isSubscript, readSubscript } from './subscripts.ts';
import { hasNarrowNumbers, widenNumbers } from './whole-numbers.ts';

/** What GoogleSQL fails on and DuckDB makes something of: where the operands begin and end, only a parser knows. */
export const needsChecks = (tokens: readonly Token[]): boolean =>
  hasNarrowNumbers(tokens) ||
  tokens.some(
    (token, index) => is(token, '/') || isSubscript(tokens, index) || hasOpenPattern(tokens, index),
  );

const hasOpenPattern = (tokens: readonly Token[], index: number): boolean =>
  is(tokens[index], 'LIKE') && tokens[index + 1]?.kind !== 'string';

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
    transform(statement, { ...widenNumbers, div: divide, subscript: readSubscript, like: escaped }),
  );
  return generate(checked, Dialect.DuckDB).sql?.[0] ?? sql;
}

function divide(node: Expression): Expression {
  const { left, right } = ast.getExprData(node) as { left: Expression; right: Expression };
  return call('divide', left, right);
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
