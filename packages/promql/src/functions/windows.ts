import { KahanSum, Mean } from '../eval/kahan.ts';
import type { RangeFunction } from './over-time.ts';

type Compute = (values: Float64Array, from: number, to: number, timestamps: Float64Array) => number;

const over = (compute: Compute, keepName = false): RangeFunction => ({
  atLeast: 1,
  keepName,
  prepare: () => (series) => (from, to) => compute(series.values, from, to, series.timestamps),
});

function extremum(
  better: (a: number, b: number) => boolean,
): (values: Float64Array, from: number, to: number) => number {
  return (values, from, to) => {
    let at = from;
    for (let i = from + 1; i < to; i++) {
      const best = values[at] as number;
      if (better(values[i] as number, best) || Number.isNaN(best)) at = i;
    }
    return at;
  };
}

// Ties go to the later sample, as Prometheus' ts_of_* functions do.
const indexOfMin = extremum((a, b) => a <= b);
const indexOfMax = extremum((a, b) => a >= b);
const indexOfLeast = extremum((a, b) => a < b);
const indexOfMost = extremum((a, b) => a > b);

function transitions(counts: (previous: number, value: number) => boolean): Compute {
  return (values, from, to) => {
    let n = 0;
    for (let i = from + 1; i < to; i++) if (counts(values[i - 1] as number, values[i] as number)) n++;
    return n;
  };
}

/** Functions of the values in a window, each on its own. */
export const WINDOWS: Readonly<Record<string, RangeFunction>> = {
  avg_over_time: over((values, from, to) => {
    const mean = new Mean();
    for (let i = from; i < to; i++) mean.add(values[i] as number);
    return mean.mean;
  }),
  changes: over(transitions((a, b) => a !== b && !(Number.isNaN(a) && Number.isNaN(b)))),
  count_over_time: over((_values, from, to) => to - from),
  first_over_time: over((values, from) => values[from] as number, true),
  last_over_time: over((values, _from, to) => values[to - 1] as number, true),
  max_over_time: over((values, from, to) => values[indexOfMost(values, from, to)] as number),
  min_over_time: over((values, from, to) => values[indexOfLeast(values, from, to)] as number),
  present_over_time: over(() => 1),
  resets: over(transitions((a, b) => b < a)),
  sum_over_time: over((values, from, to) => {
    const sum = new KahanSum();
    for (let i = from; i < to; i++) sum.add(values[i] as number);
    return sum.total;
  }),
  ts_of_first_over_time: over((_values, from, _to, timestamps) => (timestamps[from] as number) / 1000),
  ts_of_last_over_time: over((_values, _from, to, timestamps) => (timestamps[to - 1] as number) / 1000),
  ts_of_max_over_time: over(
    (values, from, to, timestamps) => (timestamps[indexOfMax(values, from, to)] as number) / 1000,
  ),
  ts_of_min_over_time: over(
    (values, from, to, timestamps) => (timestamps[indexOfMin(values, from, to)] as number) / 1000,
  ),
};
