import type { Aggregate } from '../ast.ts';
import { isMetadataLabel, keepLabels, type Labels, labelsKey, withoutLabels } from '../labels.ts';
import { ACCUMULATORS, accumulate } from './accumulators.ts';
import type { Context } from './context.ts';
import { countValues } from './count-values.ts';
import { quantileOver } from './quantile-over.ts';
import { selectBest } from './top.ts';
import type { Column, Grid, Value } from './value.ts';

/** Columns that share the labels they are grouped by. */
export interface Group {
  readonly labels: Labels;
  readonly columns: readonly Column[];
  readonly dropName: boolean;
}

/** Evaluates an aggregation such as `sum by (code) (…)` or `topk(3, …)`. */
export function evalAggregate(expr: Aggregate, grid: Grid, context: Context): readonly Column[] {
  const param = expr.param === null ? null : context.evaluate(expr.param, grid, context);
  const value = context.evaluate(expr.expr, grid, context);
  const groups = groupBy(expr, vectorOf(value));
  context.budget.spend(groups.length * grid.count);
  if (expr.op === 'count_values') return countValues(expr, groups, textOf(param), grid);
  if (expr.op === 'quantile') return quantileOver(expr, groups, numbersOf(param), grid, context);
  if (expr.op === 'topk' || expr.op === 'bottomk' || expr.op === 'limitk')
    return selectBest(expr.op, groups, numbersOf(param), grid);
  const accumulator = ACCUMULATORS[expr.op];
  if (accumulator === undefined) throw new TypeError(`no aggregation ${expr.op}`);
  return groups.map((group) => accumulate(accumulator, group, grid.count));
}

function groupBy(expr: Aggregate, columns: readonly Column[]): Group[] {
  const names = new Set(expr.grouping);
  const labelsFor = expr.without
    ? (labels: Labels) => withoutLabels(labels, (name) => names.has(name) || isMetadataLabel(name))
    : (labels: Labels) => keepLabels(labels, expr.grouping);
  const groups = new Map<string, { labels: Labels; columns: Column[]; dropName: boolean }>();
  for (const column of columns) {
    const labels = labelsFor(column.labels);
    const key = labelsKey(labels);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { labels, columns: [column], dropName: column.dropName });
    else {
      group.columns.push(column);
      group.dropName ||= column.dropName;
    }
  }
  return [...groups.values()];
}

function vectorOf(value: Value): readonly Column[] {
  if (value.kind !== 'vector') throw new TypeError(`an aggregation over a ${value.kind}`);
  return value.columns;
}

function numbersOf(value: Value | null): Float64Array {
  if (value?.kind !== 'scalar') throw new TypeError('an aggregation parameter that is no scalar');
  return value.values;
}

function textOf(value: Value | null): string {
  if (value?.kind !== 'string') throw new TypeError('an aggregation parameter that is no string');
  return value.value;
}
