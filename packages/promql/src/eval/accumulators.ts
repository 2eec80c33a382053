import type { Group } from './aggregate.ts';
import { Mean, Variance } from './kahan.ts';
import { type Column, newColumn } from './value.ts';

/** Writes one group's aggregate into `out`, at every time at which one of its columns has a value. */
export type Accumulator = (columns: readonly Column[], out: Float64Array, present: Uint8Array) => void;

export function accumulate(accumulator: Accumulator, group: Group, count: number): Column {
  const out = newColumn(group.labels, count, group.dropName);
  accumulator(group.columns, out.values, out.present);
  return out;
}

/** Column by column, which reads memory in order; for aggregates whose state is one number. */
function fold(first: (v: number) => number, next: (sum: number, v: number) => number): Accumulator {
  return (columns, out, present) => {
    for (const column of columns) {
      const { values } = column;
      for (let i = 0; i < values.length; i++) {
        if (column.present[i] === 0) continue;
        const value = values[i] as number;
        out[i] = present[i] === 0 ? first(value) : next(out[i] as number, value);
        present[i] = 1;
      }
    }
  };
}

/** Compensated sum (Neumaier) with one running compensation per time. */
const sum: Accumulator = (columns, out, present) => {
  const compensation = new Float64Array(out.length);
  for (const column of columns) {
    const { values } = column;
    for (let i = 0; i < values.length; i++) {
      if (column.present[i] === 0) continue;
      present[i] = 1;
      const value = values[i] as number;
      const before = out[i] as number;
      const total = before + value;
      if (total === Infinity || total === -Infinity) compensation[i] = 0;
      else if (Math.abs(before) >= Math.abs(value)) (compensation[i] as number) += before - total + value;
      else (compensation[i] as number) += value - total + before;
      out[i] = total;
    }
  }
  for (let i = 0; i < out.length; i++)
    if (Number.isFinite(out[i] as number)) (out[i] as number) += compensation[i] as number;
};

/** Time by time, for aggregates with a state of their own. */
function perTime<S extends { add(value: number): void }>(
  create: () => S,
  result: (state: S) => number,
): Accumulator {
  return (columns, out, present) => {
    const states: (S | undefined)[] = new Array(out.length);
    for (const column of columns) {
      for (let i = 0; i < out.length; i++) {
        if (column.present[i] === 0) continue;
        let state = states[i];
        if (state === undefined) states[i] = state = create();
        state.add(column.values[i] as number);
      }
    }
    for (let i = 0; i < out.length; i++) {
      const state = states[i];
      if (state === undefined) continue;
      present[i] = 1;
      out[i] = result(state);
    }
  };
}

const identity = (v: number) => v;

/** Aggregations that yield one value per group. min and max skip NaN unless there is nothing else. */
export const ACCUMULATORS: Readonly<Record<string, Accumulator>> = {
  sum,
  avg: perTime(
    () => new Mean(),
    (state) => state.mean,
  ),
  count: fold(
    () => 1,
    (n) => n + 1,
  ),
  group: fold(
    () => 1,
    () => 1,
  ),
  min: fold(identity, (least, v) => (v < least || Number.isNaN(least) ? v : least)),
  max: fold(identity, (most, v) => (v > most || Number.isNaN(most) ? v : most)),
  stdvar: perTime(
    () => new Variance(),
    (state) => state.variance,
  ),
  stddev: perTime(
    () => new Variance(),
    (state) => Math.sqrt(state.variance),
  ),
};
