import type { Expr } from '../ast.ts';
import { callFunction } from '../functions/call.ts';
import { evalAggregate } from './aggregate.ts';
import { evalBinary } from './binary.ts';
import { type Context, nameless } from './context.ts';
import { isStepInvariant } from './invariant.ts';
import { mergeEqual } from './merge.ts';
import { evalVectorSelector, gridOfOne } from './selectors.ts';
import { type Column, type Grid, hasAny, newColumn, type Value } from './value.ts';

/** Evaluates an expression at all times of the grid at once. */
export function evaluate(expr: Expr, grid: Grid, context: Context): Value {
  context.budget.check();
  if (grid.count > 1 && expr.type !== 'number' && expr.type !== 'string' && isStepInvariant(expr))
    return spread(evaluateAt(expr, gridOfOne(grid), context), grid, context);
  return evaluateAt(expr, grid, context);
}

function evaluateAt(expr: Expr, grid: Grid, context: Context): Value {
  switch (expr.type) {
    case 'number':
      return { kind: 'scalar', values: new Float64Array(grid.count).fill(expr.value) };
    case 'string':
      return { kind: 'string', value: expr.value };
    case 'paren':
      return evaluate(expr.expr, grid, context);
    case 'vectorSelector':
      return { kind: 'vector', columns: evalVectorSelector(expr, grid, context) };
    case 'unary':
      return expr.op === '+'
        ? evaluate(expr.expr, grid, context)
        : negate(evaluate(expr.expr, grid, context), context);
    case 'call':
      return callFunction(expr, grid, context);
    case 'aggregate':
      return { kind: 'vector', columns: evalAggregate(expr, grid, context) };
    case 'binary':
      return evalBinary(expr, grid, context);
    case 'matrixSelector':
    case 'subquery':
      throw new TypeError('a range vector outside of a function');
  }
}

function negate(value: Value, context: Context): Value {
  if (value.kind === 'scalar') return { kind: 'scalar', values: value.values.map((v) => -v) };
  if (value.kind === 'string') return value;
  const columns = value.columns.map((column) =>
    nameless(context, { ...column, values: column.values.map((v) => -v) }),
  );
  return { kind: 'vector', columns: mergeEqual(columns) };
}

/** The value at one time, repeated over the grid. */
function spread(value: Value, grid: Grid, context: Context): Value {
  if (value.kind === 'string') return value;
  if (value.kind === 'scalar')
    return { kind: 'scalar', values: new Float64Array(grid.count).fill(value.values[0] as number) };
  context.budget.spend(value.columns.length * grid.count);
  const columns = value.columns.filter(hasAny).map((column): Column => {
    const wide = newColumn(column.labels, grid.count, column.dropName);
    wide.values.fill(column.values[0] as number);
    wide.present.fill(1);
    return wide;
  });
  return { kind: 'vector', columns };
}
