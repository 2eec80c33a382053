import { type Binary, type Expr, formatExpr, parse, selectorsOf, unwrap, walk } from '@flightdeck/promql';
import type { QueryEngine } from '../engine.ts';

/** A part of a condition that can be drawn: a value over time, and the line that it must not cross. */
export interface Comparison {
  /** PromQL of the value. */
  readonly query: string;
  readonly operator: string;
  readonly threshold: number;
}

const COMPARISONS: ReadonlySet<string> = new Set(['>', '>=', '<', '<=', '==', '!=']);
/** The same comparison read from the other side. */
const MIRRORED: Readonly<Record<string, string>> = {
  '>': '<',
  '>=': '<=',
  '<': '>',
  '<=': '>=',
  '==': '==',
  '!=': '!=',
};

/** The comparisons of a condition's query with something constant, in the order in which they stand there. */
export function comparisonsOf(query: string, engine: QueryEngine): Comparison[] {
  const found: Comparison[] = [];
  walk(parse(query), (expr) => {
    if (expr.type === 'binary' && COMPARISONS.has(expr.op)) found.push(...readComparison(expr, engine));
  });
  return found;
}

function readComparison({ left, right, op }: Binary, engine: QueryEngine): Comparison[] {
  const mirrored = isConstant(left);
  const [value, limit] = mirrored ? [right, left] : [left, right];
  if (isConstant(value) || !isConstant(limit)) return [];
  const answer = engine.instant(formatExpr(limit), 0);
  if (answer.type !== 'scalar') return [];
  const operator = mirrored ? (MIRRORED[op] ?? op) : op;
  return [{ query: formatExpr(unwrap(value)), operator, threshold: answer.result.value }];
}

/** Whether an expression reads no series and no clock. */
function isConstant(expr: Expr): boolean {
  let constant = selectorsOf(expr).length === 0;
  walk(expr, (node) => {
    if (node.type === 'call') constant = false;
  });
  return constant;
}
