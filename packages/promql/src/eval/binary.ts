import type { Binary } from '../ast.ts';
import { SET_OPERATORS } from '../parse/operators.ts';
import { type Context, nameless } from './context.ts';
import { matchVectors } from './matching.ts';
import { mergeEqual } from './merge.ts';
import { ARITHMETIC, COMPARE } from './operators.ts';
import { combineSets } from './sets.ts';
import { type Column, type Grid, hasAny, type Value } from './value.ts';

/** Evaluates a binary operation between scalars and vectors. */
export function evalBinary(expr: Binary, grid: Grid, context: Context): Value {
  const left = context.evaluate(expr.left, grid, context);
  const right = context.evaluate(expr.right, grid, context);
  if (left.kind === 'scalar' && right.kind === 'scalar')
    return { kind: 'scalar', values: scalars(expr.op, left.values, right.values) };
  if (left.kind === 'vector' && right.kind === 'vector') {
    const columns = SET_OPERATORS.has(expr.op)
      ? combineSets(expr, left.columns, right.columns)
      : matchVectors(expr, left.columns, right.columns, grid, context);
    return { kind: 'vector', columns };
  }
  if (left.kind === 'vector' && right.kind === 'scalar')
    return withScalar(expr, left.columns, right.values, false, context);
  if (left.kind === 'scalar' && right.kind === 'vector')
    return withScalar(expr, right.columns, left.values, true, context);
  throw new TypeError(`a binary operation between ${left.kind} and ${right.kind}`);
}

function scalars(op: string, left: Float64Array, right: Float64Array): Float64Array {
  const compare = COMPARE[op];
  const calculate = compare ? (a: number, b: number) => Number(compare(a, b)) : ARITHMETIC[op];
  if (calculate === undefined) throw new TypeError(`no operator ${op}`);
  return left.map((a, i) => calculate(a, right[i] as number));
}

function withScalar(
  expr: Binary,
  columns: readonly Column[],
  scalar: Float64Array,
  scalarIsLeft: boolean,
  context: Context,
): Value {
  const compare = COMPARE[expr.op];
  const calculate = ARITHMETIC[expr.op];
  const out: Column[] = [];
  for (const column of columns) {
    const values = column.values.slice();
    let present = column.present;
    if (calculate !== undefined)
      for (let i = 0; i < values.length; i++) {
        const [v, s] = [values[i] as number, scalar[i] as number];
        values[i] = scalarIsLeft ? calculate(s, v) : calculate(v, s);
      }
    else if (compare !== undefined) {
      if (!expr.bool) present = present.slice();
      for (let i = 0; i < values.length; i++) {
        const [v, s] = [values[i] as number, scalar[i] as number];
        const holds = scalarIsLeft ? compare(s, v) : compare(v, s);
        if (expr.bool) values[i] = Number(holds);
        else if (!holds) present[i] = 0;
      }
    }
    const result = { ...column, values, present };
    const named = compare !== undefined && !expr.bool ? result : nameless(context, result);
    if (hasAny(named)) out.push(named);
  }
  context.budget.spend(out.length * scalar.length);
  return { kind: 'vector', columns: mergeEqual(out) };
}
