import { type Expr, unwrap } from '../ast.ts';
import { type Column, hasAny, newColumn, upperBound } from '../eval/value.ts';
import { type Labels, labelsOf, METRIC_NAME, NO_LABELS } from '../labels.ts';
import type { Arguments } from './call.ts';

/** `absent(v)`: 1 at the times at which v is empty. */
export function absent(args: Arguments): readonly Column[] {
  const there = new Uint8Array(args.grid.count);
  for (const { present } of args.vector(0))
    for (let i = 0; i < there.length; i++) (there[i] as number) |= present[i] as number;
  return whereMissing(args, there);
}

/** `absent_over_time(v[5m])`: 1 at the times at which the range holds no sample. */
export function absentOverTime(args: Arguments): readonly Column[] {
  const { series, endMs, rangeMs } = args.matrix(0);
  const there = new Uint8Array(args.grid.count);
  for (const { timestamps } of series)
    for (let i = 0; i < there.length; i++) {
      if (there[i] === 1) continue;
      const last = upperBound(timestamps, endMs(i)) - 1;
      if (last >= 0 && (timestamps[last] as number) > endMs(i) - rangeMs) there[i] = 1;
    }
  return whereMissing(args, there);
}

function whereMissing(args: Arguments, there: Uint8Array): readonly Column[] {
  const column = newColumn(labelsFromMatchers(args.expr(0)), args.grid.count);
  column.values.fill(1);
  for (let i = 0; i < there.length; i++) column.present[i] = 1 - (there[i] as number);
  return hasAny(column) ? [column] : [];
}

/** The labels a missing series would have: those stated once, with `=`. */
function labelsFromMatchers(expr: Expr): Labels {
  const inner = unwrap(expr);
  const selector = inner.type === 'matrixSelector' ? inner.selector : inner;
  if (selector.type !== 'vectorSelector') return NO_LABELS;
  const stated = new Map<string, string>();
  for (const { name, op, value } of selector.matchers) {
    if (name === METRIC_NAME) continue;
    stated.set(name, op === '=' && !stated.has(name) ? value : '');
  }
  return labelsOf(stated);
}
