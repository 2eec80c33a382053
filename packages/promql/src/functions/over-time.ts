import { type Context, nameless } from '../eval/context.ts';
import { mergeEqual } from '../eval/merge.ts';
import { type Column, type Matrix, newColumn, type SampleSeries } from '../eval/value.ts';
import type { Arguments } from './call.ts';

/**
 * Computes one window's value: samples [from, to) of the series lie in (endMs - range, endMs], and the
 * evaluation is the i-th.
 */
export type Kernel = (from: number, to: number, endMs: number, i: number) => number;

export interface RangeFunction {
  /** Windows with fewer samples yield nothing. */
  readonly atLeast: number;
  /** Which argument is the range vector. */
  readonly matrix?: number;
  readonly keepName?: boolean;
  /** Evaluates and checks the other arguments once per call, and then prepares each series. */
  readonly prepare: (args: Arguments, matrix: Matrix) => (series: SampleSeries) => Kernel;
}

/** Slides the window over each series: both of its ends only move forward. */
export function applyOverTime(fn: RangeFunction, args: Arguments): readonly Column[] {
  const { grid, context } = args;
  const matrix = args.matrix(fn.matrix ?? 0);
  const prepareSeries = fn.prepare(args, matrix);
  const columns: Column[] = [];
  for (const series of matrix.series) {
    if (series.timestamps.length < fn.atLeast) continue;
    const column = newColumn(series.labels, grid.count, series.dropName);
    if (slide(series, matrix, fn.atLeast, prepareSeries(series), column))
      columns.push(fn.keepName ? column : nameless(context, column));
  }
  spend(context, columns.length * grid.count);
  return mergeEqual(columns);
}

function spend(context: Context, samples: number): void {
  context.budget.spend(samples);
}

function slide(series: SampleSeries, matrix: Matrix, atLeast: number, kernel: Kernel, out: Column): boolean {
  const { timestamps } = series;
  const { rangeMs, endMs } = matrix;
  let from = 0;
  let to = 0;
  let any = false;
  for (let i = 0; i < out.values.length; i++) {
    const end = endMs(i);
    const start = end - rangeMs;
    while (to < timestamps.length && (timestamps[to] as number) <= end) to++;
    while (from < to && (timestamps[from] as number) <= start) from++;
    if (to - from < atLeast) continue;
    out.values[i] = kernel(from, to, end, i);
    out.present[i] = 1;
    any = true;
  }
  return any;
}
