import { ast, Dialect, generate, parse, transform } from '@polyglot-sql/sdk';
import { MACRO_PREFIX } from '../engine/macros.ts';

/**
 * `a / b` as a call of the macro that fails where b is 0, as GoogleSQL does: DuckDB answers infinity. Where an operand
 * begins and ends, only a parser knows.
 * @param sql of DuckDB, as the translator wrote it; what its parser does not read stays as it is
 */
export function checkDivisions(sql: string): string {
  const { ast: statements } = parse(sql, Dialect.DuckDB);
  if (!statements) return sql;
  const checked = statements.map((statement) => transform(statement, { div: divide }));
  return generate(checked, Dialect.DuckDB).sql?.[0] ?? sql;
}

type Expression = ReturnType<typeof transform>;

function divide(node: Expression): Expression {
  const { left, right } = ast.getExprData(node) as { left: Expression; right: Expression };
  return ast.makeExpr('function', { name: `${MACRO_PREFIX}divide`, args: [left, right], ...PLAIN_CALL });
}

/** What the parser says of a call with nothing but arguments. */
const PLAIN_CALL = {
  distinct: false,
  trailing_comments: [],
  use_bracket_syntax: false,
  no_parens: false,
  quoted: false,
};
