import { QueryError } from '../errors.ts';
import type { Group } from './aggregate.ts';
import { type Column, type Grid, hasAny, newColumn } from './value.ts';

type Kind = 'topk' | 'bottomk' | 'limitk';

/** The k series of each group with the highest or lowest values (or just the first k), time by time. */
export function selectBest(
  kind: Kind,
  groups: readonly Group[],
  ks: Float64Array,
  grid: Grid,
): readonly Column[] {
  for (const k of ks) {
    if (Number.isNaN(k)) throw new QueryError('execution', 'Parameter value is NaN');
    if (Math.abs(k) >= 2 ** 63)
      throw new QueryError('execution', `Scalar value ${k} ${k > 0 ? 'over' : 'under'}flows int64`);
  }
  return groups.flatMap((group) => {
    const chosen = group.columns.map((column) => newColumn(column.labels, grid.count, column.dropName));
    let order: number[] = [];
    for (let i = 0; i < grid.count; i++) {
      order = best(kind, group.columns, Math.trunc(ks[i] as number), i);
      for (const at of order) {
        const out = chosen[at] as Column;
        out.present[i] = 1;
        out.values[i] = (group.columns[at] as Column).values[i] as number;
      }
    }
    // An instant result keeps the order of the values.
    if (grid.count === 1) return order.map((at) => chosen[at] as Column);
    return chosen.filter(hasAny);
  });
}

/** Indexes of the best k columns at time i, best first. NaN is worse than any number. */
function best(kind: Kind, columns: readonly Column[], k: number, i: number): number[] {
  if (k < 1) return [];
  const there: number[] = [];
  columns.forEach((column, at) => {
    if (column.present[i] === 1) there.push(at);
  });
  if (kind === 'limitk') return there.slice(0, k);
  const sign = kind === 'topk' ? -1 : 1;
  const valueAt = (at: number) => (columns[at] as Column).values[i] as number;
  return there.sort((a, b) => sign * compareNumbers(valueAt(a), valueAt(b), sign)).slice(0, k);
}

/** Ascending; `sign` of the caller's order puts NaN at its end either way. */
function compareNumbers(a: number, b: number, sign: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : sign;
  if (Number.isNaN(b)) return -sign;
  return a === b ? 0 : a < b ? -1 : 1;
}
