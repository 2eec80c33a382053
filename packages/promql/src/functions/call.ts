import { type Call, type Expr, unwrap } from '../ast.ts';
import type { Context } from '../eval/context.ts';
import { evalMatrixSelector } from '../eval/selectors.ts';
import { evalSubquery } from '../eval/subquery.ts';
import type { Column, Grid, Matrix, Value } from '../eval/value.ts';
import { absent, absentOverTime } from './absent.ts';
import { CALENDAR, calendar } from './calendar.ts';
import { histogramFraction, histogramQuantile } from './histogram.ts';
import { labelJoin, labelReplace } from './labels.ts';
import { applyOverTime } from './over-time.ts';
import { RANGE_FUNCTIONS } from './range-functions.ts';
import { PER_SAMPLE, perSample } from './samples.ts';
import { pairwise, scalarOf, timeOf, timestampOf, vectorOf } from './scalars.ts';
import { sortByLabel, sortByValue } from './sorting.ts';

/** The arguments of one call, evaluated on demand. */
export class Arguments {
  readonly call: Call;
  readonly grid: Grid;
  readonly context: Context;

  constructor(call: Call, grid: Grid, context: Context) {
    this.call = call;
    this.grid = grid;
    this.context = context;
  }

  get count(): number {
    return this.call.args.length;
  }

  expr(i: number): Expr {
    return this.call.args[i] as Expr;
  }

  vector(i: number): readonly Column[] {
    const value = this.context.evaluate(this.expr(i), this.grid, this.context);
    if (value.kind !== 'vector') throw new TypeError(`argument ${i} of ${this.call.func} is a ${value.kind}`);
    return value.columns;
  }

  scalar(i: number): Float64Array {
    const value = this.context.evaluate(this.expr(i), this.grid, this.context);
    if (value.kind !== 'scalar') throw new TypeError(`argument ${i} of ${this.call.func} is a ${value.kind}`);
    return value.values;
  }

  string(i: number): string {
    const value = this.context.evaluate(this.expr(i), this.grid, this.context);
    if (value.kind !== 'string') throw new TypeError(`argument ${i} of ${this.call.func} is a ${value.kind}`);
    return value.value;
  }

  matrix(i: number): Matrix {
    const expr = unwrap(this.expr(i));
    if (expr.type === 'matrixSelector') return evalMatrixSelector(expr, this.grid, this.context);
    if (expr.type === 'subquery') return evalSubquery(expr, this.grid, this.context);
    throw new TypeError(`argument ${i} of ${this.call.func} is no range vector`);
  }
}

type Implementation = (args: Arguments) => Value;
const columns =
  (implementation: (args: Arguments) => readonly Column[]): Implementation =>
  (args) => ({ kind: 'vector', columns: implementation(args) });
const numbers =
  (implementation: (args: Arguments) => Float64Array): Implementation =>
  (args) => ({ kind: 'scalar', values: implementation(args) });

const constant = (value: (args: Arguments) => number): Implementation =>
  numbers((args) => new Float64Array(args.grid.count).fill(value(args)));

const IMPLEMENTATIONS: Readonly<Record<string, Implementation>> = {
  absent: columns(absent),
  absent_over_time: columns(absentOverTime),
  histogram_fraction: columns(histogramFraction),
  histogram_quantile: columns(histogramQuantile),
  label_join: columns(labelJoin),
  label_replace: columns(labelReplace),
  end: constant(({ context }) => context.queryEndMs / 1000),
  max_of: numbers((args) => pairwise(args, Math.max)),
  min_of: numbers((args) => pairwise(args, Math.min)),
  range: constant(({ context }) => (context.queryEndMs - context.queryStartMs) / 1000),
  start: constant(({ context }) => context.queryStartMs / 1000),
  step: constant(({ context }) => (context.isRange ? context.queryStepMs / 1000 : 0)),
  pi: constant(() => Math.PI),
  scalar: numbers(scalarOf),
  sort: columns((args) => sortByValue(args, 1)),
  sort_by_label: columns((args) => sortByLabel(args, 1)),
  sort_by_label_desc: columns((args) => sortByLabel(args, -1)),
  sort_desc: columns((args) => sortByValue(args, -1)),
  time: numbers(timeOf),
  timestamp: columns(timestampOf),
  vector: columns(vectorOf),
};

/** Evaluates a call of any function in `SIGNATURES`. */
export function callFunction(call: Call, grid: Grid, context: Context): Value {
  const args = new Arguments(call, grid, context);
  const { func } = call;
  const own = IMPLEMENTATIONS[func];
  if (own !== undefined) return own(args);
  const over = RANGE_FUNCTIONS[func];
  if (over !== undefined) return { kind: 'vector', columns: applyOverTime(over, args) };
  if (Object.hasOwn(PER_SAMPLE, func)) return { kind: 'vector', columns: perSample(args) };
  if (Object.hasOwn(CALENDAR, func)) return { kind: 'vector', columns: calendar(args) };
  throw new TypeError(`no implementation of ${func}`);
}
