import { nameless } from '../eval/context.ts';
import { mergeEqual } from '../eval/merge.ts';
import { type Column, hasAny } from '../eval/value.ts';
import type { Arguments } from './call.ts';

/** Makes the function of a value and a time index that a call stands for; NaN-safe. null: no result at that time. */
type Prepare = (args: Arguments) => (value: number, i: number) => number | null;

const plain =
  (f: (value: number) => number): Prepare =>
  () =>
    f;

const RADIANS_PER_DEGREE = Math.PI / 180;

export const PER_SAMPLE: Readonly<Record<string, Prepare>> = {
  abs: plain(Math.abs),
  acos: plain(Math.acos),
  acosh: plain(Math.acosh),
  asin: plain(Math.asin),
  asinh: plain(Math.asinh),
  atan: plain(Math.atan),
  atanh: plain(Math.atanh),
  ceil: plain(Math.ceil),
  cos: plain(Math.cos),
  cosh: plain(Math.cosh),
  deg: plain((v) => v / RADIANS_PER_DEGREE),
  exp: plain(Math.exp),
  floor: plain(Math.floor),
  ln: plain(Math.log),
  log10: plain(Math.log10),
  log2: plain(Math.log2),
  rad: plain((v) => v * RADIANS_PER_DEGREE),
  sgn: plain((v) => (v < 0 ? -1 : v > 0 ? 1 : v)),
  sin: plain(Math.sin),
  sinh: plain(Math.sinh),
  sqrt: plain(Math.sqrt),
  tan: plain(Math.tan),
  tanh: plain(Math.tanh),
  clamp: (args) => {
    const [low, high] = [args.scalar(1), args.scalar(2)];
    return (v, i) => {
      const [least, most] = [low[i] as number, high[i] as number];
      return most < least ? null : Math.max(least, Math.min(most, v));
    };
  },
  clamp_max: (args) => {
    const most = args.scalar(1);
    return (v, i) => Math.min(most[i] as number, v);
  },
  clamp_min: (args) => {
    const least = args.scalar(1);
    return (v, i) => Math.max(least[i] as number, v);
  },
  round: (args) => {
    const nearest = args.count > 1 ? args.scalar(1) : null;
    return (v, i) => {
      // The inverse is exact for the usual 0.1, 0.01, where dividing by the step is not.
      const inverse = 1 / (nearest === null ? 1 : (nearest[i] as number));
      return Math.floor(v * inverse + 0.5) / inverse;
    };
  },
};

/** Applies a function to every sample of its first argument and drops the metric's name. */
export function perSample(args: Arguments): readonly Column[] {
  const input = args.vector(0);
  const f = (PER_SAMPLE[args.call.func] as Prepare)(args);
  const out: Column[] = [];
  for (const column of input) {
    const values = new Float64Array(args.grid.count);
    const present = column.present.slice();
    for (let i = 0; i < values.length; i++) {
      if (present[i] === 0) continue;
      const value = f(column.values[i] as number, i);
      if (value === null) present[i] = 0;
      else values[i] = value;
    }
    const result = nameless(args.context, { ...column, values, present });
    if (hasAny(result)) out.push(result);
  }
  args.context.budget.spend(out.length * args.grid.count);
  return mergeEqual(out);
}
