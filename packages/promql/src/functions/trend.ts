import { QueryError } from '../errors.ts';
import { KahanSum } from '../eval/kahan.ts';
import { type SampleSeries, timeAt } from '../eval/value.ts';
import type { RangeFunction } from './over-time.ts';

interface Line {
  readonly slope: number;
  readonly intercept: number;
}

/** Least squares over samples [from, to); the intercept is at `atMs`, the slope per second. */
function regression({ timestamps, values }: SampleSeries, from: number, to: number, atMs: number): Line {
  const n = to - from;
  const [x, y, xy, xx] = [new KahanSum(), new KahanSum(), new KahanSum(), new KahanSum()];
  const first = values[from] as number;
  let constant = true;
  for (let i = from; i < to; i++) {
    const value = values[i] as number;
    if (value !== first) constant = false;
    const seconds = ((timestamps[i] as number) - atMs) / 1000;
    x.add(seconds);
    y.add(value);
    xy.add(seconds * value);
    xx.add(seconds * seconds);
  }
  // A constant series has slope 0 exactly; rounding would give it a trace of one.
  if (constant)
    return Number.isFinite(first) ? { slope: 0, intercept: first } : { slope: NaN, intercept: NaN };
  const covariance = xy.total - (x.total * y.total) / n;
  const variance = xx.total - (x.total * x.total) / n;
  const slope = covariance / variance;
  return { slope, intercept: y.total / n - (slope * x.total) / n };
}

function checkFactors(name: string, factors: Float64Array): void {
  for (const factor of factors)
    if (!(factor > 0 && factor < 1))
      throw new QueryError(
        'execution',
        `invalid ${name} factor. Expected: 0 < ${name[0]}f < 1, got: ${factor}`,
      );
}

/** Functions that fit a line or a smoothed trend to a window. */
export const TRENDS: Readonly<Record<string, RangeFunction>> = {
  deriv: {
    atLeast: 2,
    prepare: () => (series) => (from, to) =>
      regression(series, from, to, series.timestamps[from] as number).slope,
  },
  predict_linear: {
    atLeast: 2,
    prepare: (args) => {
      const ahead = args.scalar(1);
      return (series) => (from, to, _endMs, i) => {
        const { slope, intercept } = regression(series, from, to, timeAt(args.grid, i));
        return slope * (ahead[i] as number) + intercept;
      };
    },
  },
  double_exponential_smoothing: {
    atLeast: 2,
    prepare: (args) => {
      const [smoothing, trend] = [args.scalar(1), args.scalar(2)];
      checkFactors('smoothing', smoothing);
      checkFactors('trend', trend);
      return ({ values }) =>
        (from, to, _endMs, i) => {
          const [sf, tf] = [smoothing[i] as number, trend[i] as number];
          let before = 0;
          let level = values[from] as number;
          let slope = (values[from + 1] as number) - level;
          for (let at = from + 1; at < to; at++) {
            if (at > from + 1) slope = tf * (level - before) + (1 - tf) * slope;
            before = level;
            level = sf * (values[at] as number) + (1 - sf) * (level + slope);
          }
          return level;
        };
    },
  },
};
