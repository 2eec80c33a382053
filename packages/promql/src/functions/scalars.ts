import { unwrap } from '../ast.ts';
import { nameless } from '../eval/context.ts';
import { mergeEqual } from '../eval/merge.ts';
import { evalVectorSelector } from '../eval/selectors.ts';
import { type Column, newColumn, timeAt } from '../eval/value.ts';
import { NO_LABELS } from '../labels.ts';
import type { Arguments } from './call.ts';

/** `time()`: the evaluation times in seconds. */
export function timeOf({ grid }: Arguments): Float64Array {
  return Float64Array.from({ length: grid.count }, (_, i) => timeAt(grid, i) / 1000);
}

/** `scalar(v)`: the value of the only sample, NaN when there is none or several. */
export function scalarOf(args: Arguments): Float64Array {
  const columns = args.vector(0);
  return Float64Array.from({ length: args.grid.count }, (_, i) => {
    const there = columns.filter((column) => column.present[i] === 1);
    return there.length === 1 ? ((there[0] as Column).values[i] as number) : NaN;
  });
}

/** `vector(s)`: one series without labels. */
export function vectorOf(args: Arguments): readonly Column[] {
  const column = newColumn(NO_LABELS, args.grid.count);
  column.present.fill(1);
  column.values.set(args.scalar(0));
  return [column];
}

/** `timestamp(v)`: of a selector, when its samples were taken; of anything else, the evaluation time. */
export function timestampOf(args: Arguments): readonly Column[] {
  const { grid, context } = args;
  const selector = unwrap(args.expr(0));
  const columns =
    selector.type === 'vectorSelector'
      ? evalVectorSelector(selector, grid, context, 'timestamp')
      : args.vector(0).map((column) => ({
          ...column,
          values: column.values.map((_, i) => timeAt(grid, i) / 1000),
        }));
  return mergeEqual(columns.map((column) => nameless(context, column)));
}

/** `min_of(a, b)` and `max_of(a, b)`; NaN if either is. */
export function pairwise(args: Arguments, choose: (a: number, b: number) => number): Float64Array {
  const other = args.scalar(1);
  return args.scalar(0).map((value, i) => choose(value, other[i] as number));
}
