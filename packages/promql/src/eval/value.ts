import type { Labels } from '../labels.ts';

/** The evaluation times: `count` of them from `startMs`, `stepMs` apart. An instant query has one. */
export interface Grid {
  readonly startMs: number;
  readonly stepMs: number;
  readonly count: number;
}

export const timeAt = (grid: Grid, i: number): number => grid.startMs + i * grid.stepMs;
export const endOf = (grid: Grid): number => timeAt(grid, Math.max(0, grid.count - 1));

/** One output series over the whole grid: a column of values and where there are any. */
export interface Column {
  readonly labels: Labels;
  readonly values: Float64Array;
  /** 1 where the series has a value at that time. */
  readonly present: Uint8Array;
  /** The metric's name is to go before the result is given out (delayed name removal). */
  readonly dropName: boolean;
}

/** Samples that a function over time walks through, without staleness markers. */
export interface SampleSeries {
  readonly labels: Labels;
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
  readonly dropName: boolean;
}

/** A range vector: the samples, and for each time of the grid the interval (end - range, end] to look at. */
export interface Matrix {
  readonly series: readonly SampleSeries[];
  readonly rangeMs: number;
  /** The interval's right end at step i. */
  readonly endMs: (i: number) => number;
  /** The metric's name for messages; '' if the selector does not state it. */
  readonly metric: string;
}

export type Scalar = { readonly kind: 'scalar'; readonly values: Float64Array };
export type Vector = { readonly kind: 'vector'; readonly columns: readonly Column[] };
export type Text = { readonly kind: 'string'; readonly value: string };
export type Value = Scalar | Vector | Text;

export function newColumn(labels: Labels, count: number, dropName = false): Column {
  return { labels, values: new Float64Array(count), present: new Uint8Array(count), dropName };
}

export function hasAny(column: Column): boolean {
  return column.present.includes(1);
}

/** Index of the first timestamp greater than `ms`, searching from `from`. */
export function upperBound(timestamps: Float64Array, ms: number, from = 0): number {
  let low = from;
  let high = timestamps.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if ((timestamps[mid] as number) <= ms) low = mid + 1;
    else high = mid;
  }
  return low;
}
