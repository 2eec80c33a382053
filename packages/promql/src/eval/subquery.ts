import type { Subquery } from '../ast.ts';
import type { Context } from './context.ts';
import { lookTime } from './selectors.ts';
import { type Grid, type Matrix, type SampleSeries, timeAt } from './value.ts';

/**
 * Evaluates the inner expression once for all steps of the outer one. Its times are multiples of the
 * resolution since the epoch, so that they do not move with the outer query.
 */
export function evalSubquery(expr: Subquery, grid: Grid, context: Context): Matrix {
  const { rangeMs } = expr;
  const stepMs = expr.stepMs ?? context.defaultStepMs;
  const endMs = lookTime(expr.at, expr.offsetMs, grid, context);
  const after = endMs(0) - rangeMs;
  const startMs = Math.floor(after / stepMs) * stepMs + stepMs;
  const count = Math.floor((endMs(grid.count - 1) - startMs) / stepMs) + 1;
  if (count <= 0) return { series: [], rangeMs, endMs, metric: '' };
  const inner: Grid = { startMs, stepMs, count };
  const value = context.evaluate(expr.expr, inner, context);
  if (value.kind !== 'vector') throw new TypeError(`a subquery over a ${value.kind}`);
  const series = value.columns.map((column): SampleSeries => {
    const timestamps = new Float64Array(count);
    const values = new Float64Array(count);
    let n = 0;
    for (let i = 0; i < count; i++) {
      if (column.present[i] === 0) continue;
      timestamps[n] = timeAt(inner, i);
      values[n++] = column.values[i] as number;
    }
    const { labels, dropName } = column;
    return { labels, dropName, timestamps: timestamps.subarray(0, n), values: values.subarray(0, n) };
  });
  context.budget.spend(series.length * count);
  return { series, rangeMs, endMs, metric: '' };
}
