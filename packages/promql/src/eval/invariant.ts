import { childrenOf, type Expr } from '../ast.ts';

/** Functions whose value follows the evaluation time even when their arguments do not. */
const TIME_DEPENDENT: ReadonlySet<string> = new Set([
  'day_of_month',
  'day_of_week',
  'day_of_year',
  'days_in_month',
  'hour',
  'minute',
  'month',
  'predict_linear',
  'time',
  'timestamp',
  'year',
]);

const known = new WeakMap<Expr, boolean>();

/** Whether an expression has the same value at every evaluation time: each selector is fixed by `@`. */
export function isStepInvariant(expr: Expr): boolean {
  let invariant = known.get(expr);
  if (invariant === undefined) {
    invariant = decide(expr);
    known.set(expr, invariant);
  }
  return invariant;
}

function decide(expr: Expr): boolean {
  if (expr.type === 'vectorSelector') return expr.at !== null;
  if (expr.type === 'subquery') return expr.at !== null;
  if (expr.type === 'call' && TIME_DEPENDENT.has(expr.func)) return false;
  return childrenOf(expr).every(isStepInvariant);
}
