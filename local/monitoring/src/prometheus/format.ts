import { formatValue } from '@flightdeck/promql';
import type { Labels } from '../store/labels.ts';

export type JsonPoint = [seconds: number, value: string];

export const point = (timeMs: number, value: number): JsonPoint => [timeMs / 1000, formatValue(value)];

export interface SeriesPoints {
  readonly labels: Labels;
  readonly timestamps: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** One series of a matrix result. */
export function matrixRow({ labels, timestamps, values }: SeriesPoints): {
  metric: Labels;
  values: JsonPoint[];
} {
  const points: JsonPoint[] = [];
  for (let i = 0; i < timestamps.length; i++) points.push(point(timestamps[i] ?? 0, values[i] ?? Number.NaN));
  return { metric: labels, values: points };
}
