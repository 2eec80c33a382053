import { is, type Token } from './lexer.ts';
import { ast, type transform } from './polyglot.ts';

type Expression = ReturnType<typeof transform>;

const WHOLE = /^\d+$/;

/** Whether a statement has a whole number that DuckDB would reckon with in 32 bits. */
export const hasNarrowNumbers = (tokens: readonly Token[]): boolean =>
  tokens.some(
    ({ kind, text }, index) =>
      kind === 'number' &&
      WHOLE.test(text) &&
      (is(tokens[index - 1], '[', '+', '-', '*') || is(tokens[index + 1], 'AS', '+', '-', '*')),
  );

/**
 * Handlers that make INT64 of whole numbers: DuckDB gives them 32 bits until they meet something wider. Those that
 * count or name a place (LIMIT 1, ORDER BY 1) must stay literals, so only these nodes are touched.
 */
export const widenNumbers = {
  add: widenLeft,
  sub: widenLeft,
  mul: widenLeft,
  alias: (node: Expression) =>
    withData(node, 'alias', (data) => ({ this: widened(data.this as Expression) })),
  array_func: (node: Expression) => widenAll(node, 'array_func', 'expressions'),
  map_func: (node: Expression) => widenAll(node, 'map_func', 'values'),
};

const widenAll = (node: Expression, type: string, list: string): Expression =>
  withData(node, type, (data) => ({ [list]: (data[list] as Expression[]).map(widened) }));

/** With one wide operand the other becomes wide too. */
function widenLeft(node: Expression): Expression {
  const { left, right } = ast.getExprData(node) as { left: Expression; right: Expression };
  if (!isWhole(left) || !isWhole(right)) return node;
  return withData(node, ast.getExprType(node), () => ({ left: widened(left) }));
}

const withData = (
  node: Expression,
  type: string,
  change: (data: Record<string, unknown>) => Record<string, unknown>,
): Expression => {
  const data = ast.getExprData(node) as Record<string, unknown>;
  return ast.makeExpr(type as never, { ...data, ...change(data) } as never) as Expression;
};

function isWhole(node: Expression): boolean {
  const data = ast.getExprData(node) as { literal_type?: string; value?: string; this?: Expression };
  const type = ast.getExprType(node);
  if (type === 'neg') return isWhole(data.this as Expression);
  return type === 'literal' && data.literal_type === 'number' && WHOLE.test(data.value ?? '');
}

const widened = (node: Expression): Expression =>
  isWhole(node)
    ? (ast.makeExpr('cast', {
        this: node,
        to: { data_type: 'big_int', length: null },
        trailing_comments: [],
        double_colon_syntax: false,
      } as never) as Expression)
    : node;
