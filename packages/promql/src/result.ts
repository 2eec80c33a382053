import { dropMarkedNames, mergeEqual } from './eval/merge.ts';
import { type Column, type Grid, timeAt, type Value } from './eval/value.ts';
import { compareLabels, type Labels, NO_LABELS } from './labels.ts';

export interface Point {
  readonly timestampMs: number;
  readonly value: number;
}

export interface InstantSample extends Point {
  readonly labels: Labels;
}

export interface RangeSeries {
  readonly labels: Labels;
  /** Milliseconds since the epoch, only those at which there is a value. */
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
}

/** What a user should know about a result: warnings mean it may be wrong, infos that it may be unexpected. */
interface Annotated {
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}

export type InstantResult = Annotated &
  (
    | { readonly type: 'vector'; readonly result: readonly InstantSample[] }
    | { readonly type: 'scalar'; readonly result: Point }
    | { readonly type: 'string'; readonly result: { readonly timestampMs: number; readonly value: string } }
    | { readonly type: 'matrix'; readonly result: readonly RangeSeries[] }
  );

export type RangeResult = Annotated & { readonly type: 'matrix'; readonly result: readonly RangeSeries[] };

/** Samples in the order the expression gave them (sort() counts). */
export function instantVector(columns: readonly Column[], timestampMs: number): InstantSample[] {
  return mergeEqual(columns)
    .filter((column) => column.present[0] === 1)
    .map(({ labels, values }) => ({ labels, timestampMs, value: values[0] as number }));
}

/** Series ordered by their labels; a scalar is one series without any. */
export function rangeMatrix(value: Value, grid: Grid): RangeSeries[] {
  if (value.kind === 'string') throw new TypeError('a string has no range');
  if (value.kind === 'scalar') {
    const timestamps = Float64Array.from({ length: grid.count }, (_, i) => timeAt(grid, i));
    return [{ labels: NO_LABELS, timestamps, values: value.values }];
  }
  return mergeEqual(dropMarkedNames(value.columns))
    .map((column) => compact(column, grid))
    .filter(({ values }) => values.length > 0)
    .sort((a, b) => compareLabels(a.labels, b.labels));
}

function compact({ labels, values, present }: Column, grid: Grid): RangeSeries {
  const timestamps = new Float64Array(grid.count);
  const kept = new Float64Array(grid.count);
  let n = 0;
  for (let i = 0; i < grid.count; i++) {
    if (present[i] === 0) continue;
    timestamps[n] = timeAt(grid, i);
    kept[n++] = values[i] as number;
  }
  return { labels, timestamps: timestamps.subarray(0, n), values: kept.subarray(0, n) };
}
