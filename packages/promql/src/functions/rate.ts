import { type Context, inform } from '../eval/context.ts';
import type { Matrix, SampleSeries } from '../eval/value.ts';
import { METRIC_NAME } from '../labels.ts';
import type { Arguments } from './call.ts';
import type { Kernel, RangeFunction } from './over-time.ts';

/** Samples closer to the window's end than this many average spacings are taken to continue to it. */
const EXTRAPOLATION_THRESHOLD = 1.1;

/** Names by which a counter is known; anything else gets an info that it may not be one. */
const COUNTER_SUFFIX = /(_total|_sum|_count|_bucket)$/;

/** `rate`, `increase` and `delta`: the change over the window, extrapolated to its ends. */
function extrapolated(isCounter: boolean, isRate: boolean): RangeFunction {
  return {
    atLeast: 2,
    prepare: (args, matrix) => {
      const seconds = isRate ? matrix.rangeMs / 1000 : 1;
      return (series) => {
        if (isCounter) hintNonCounter(args, series, args.context);
        const { timestamps, values } = series;
        const increase = isCounter ? counterIncrease(values) : difference(values);
        return (from, to, endMs) => {
          const change = increase(from, to);
          const first = timestamps[from] as number;
          const last = timestamps[to - 1] as number;
          const sampled = last - first;
          const spacing = sampled / (to - from - 1);
          const threshold = spacing * EXTRAPOLATION_THRESHOLD;
          let toStart = first - (endMs - matrix.rangeMs);
          let toEnd = endMs - last;
          if (toStart >= threshold) toStart = spacing / 2;
          const firstValue = values[from] as number;
          // A counter cannot have been below zero: extrapolate no further back than to where it was zero.
          if (isCounter && change > 0 && firstValue >= 0)
            toStart = Math.min(toStart, sampled * (firstValue / change));
          if (toEnd >= threshold) toEnd = spacing / 2;
          return (change * ((sampled + toStart + toEnd) / sampled)) / seconds;
        };
      };
    },
  };
}

function difference(values: Float64Array): (from: number, to: number) => number {
  return (from, to) => (values[to - 1] as number) - (values[from] as number);
}

/** The difference of a counter over [from, to), with what each reset took away added back. */
function counterIncrease(values: Float64Array): (from: number, to: number) => number {
  const resets: number[] = [];
  for (let i = 1; i < values.length; i++)
    if ((values[i] as number) < (values[i - 1] as number)) resets.push(i);
  const plain = difference(values);
  if (resets.length === 0) return plain;
  let first = 0;
  return (from, to) => {
    let change = plain(from, to);
    while (first < resets.length && (resets[first] as number) <= from) first++;
    for (let r = first; r < resets.length && (resets[r] as number) < to; r++)
      change += values[(resets[r] as number) - 1] as number;
    return change;
  };
}

function hintNonCounter(args: Arguments, series: SampleSeries, context: Context): void {
  const name = series.labels[METRIC_NAME];
  if (name === undefined || COUNTER_SUFFIX.test(name)) return;
  inform(
    context,
    `metric might not be a counter, name does not end in _total/_sum/_count/_bucket: ${JSON.stringify(name)}`,
    args.expr(0),
  );
}

/** `irate` and `idelta`: from the last two samples of the window. */
function instantaneous(isRate: boolean): RangeFunction {
  return {
    atLeast: 2,
    prepare:
      (_args: Arguments, _matrix: Matrix) =>
      ({ timestamps, values }): Kernel =>
      (_from, to) => {
        const last = values[to - 1] as number;
        const previous = values[to - 2] as number;
        if (!isRate) return last - previous;
        const seconds = ((timestamps[to - 1] as number) - (timestamps[to - 2] as number)) / 1000;
        return (last < previous ? last : last - previous) / seconds;
      },
  };
}

export const RATES: Readonly<Record<string, RangeFunction>> = {
  delta: extrapolated(false, false),
  idelta: instantaneous(false),
  increase: extrapolated(true, false),
  irate: instantaneous(true),
  rate: extrapolated(true, true),
};
