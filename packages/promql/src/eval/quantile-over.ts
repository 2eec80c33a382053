import type { Aggregate } from '../ast.ts';
import type { Group } from './aggregate.ts';
import { type Context, warn } from './context.ts';
import { badQuantile, quantileOf } from './quantile.ts';
import { type Column, type Grid, newColumn } from './value.ts';

/** `quantile(q, …)`: the quantile over each group's values, time by time. */
export function quantileOver(
  expr: Aggregate,
  groups: readonly Group[],
  quantiles: Float64Array,
  grid: Grid,
  context: Context,
): readonly Column[] {
  for (const q of quantiles) if (!(q >= 0 && q <= 1)) warn(context, badQuantile(q), expr.param ?? expr);
  return groups.map((group) => {
    const out = newColumn(group.labels, grid.count, group.dropName);
    for (let i = 0; i < grid.count; i++) {
      const values: number[] = [];
      for (const column of group.columns)
        if (column.present[i] === 1) values.push(column.values[i] as number);
      if (values.length === 0) continue;
      out.present[i] = 1;
      out.values[i] = quantileOf(quantiles[i] as number, values);
    }
    return out;
  });
}
