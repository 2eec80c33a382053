import { warn } from '../eval/context.ts';
import { Variance } from '../eval/kahan.ts';
import { badQuantile, quantileOf } from '../eval/quantile.ts';
import type { RangeFunction } from './over-time.ts';

const of = (compute: (values: Float64Array) => number): RangeFunction => ({
  atLeast: 1,
  prepare: () => (series) => (from, to) => compute(series.values.subarray(from, to)),
});

function variance(values: Float64Array): number {
  const state = new Variance();
  for (const value of values) state.add(value);
  return state.variance;
}

function medianAbsoluteDeviation(values: Float64Array): number {
  if (values.some(Number.isNaN)) return NaN;
  const median = quantileOf(0.5, [...values]);
  return quantileOf(
    0.5,
    Array.from(values, (value) => Math.abs(value - median)),
  );
}

/** Functions of how the values in a window are spread. */
export const DISTRIBUTION: Readonly<Record<string, RangeFunction>> = {
  mad_over_time: of(medianAbsoluteDeviation),
  stddev_over_time: of((values) => Math.sqrt(variance(values))),
  stdvar_over_time: of(variance),
  quantile_over_time: {
    atLeast: 1,
    matrix: 1,
    prepare: (args, matrix) => {
      const quantiles = args.scalar(0);
      if (matrix.series.length > 0)
        for (const q of quantiles) if (!(q >= 0 && q <= 1)) warn(args.context, badQuantile(q), args.expr(0));
      return ({ values }) =>
        (from, to, _endMs, i) =>
          quantileOf(quantiles[i] as number, [...values.subarray(from, to)]);
    },
  },
};
