import { isGood, isShed, type Sample } from '../sample.ts';
import { percentiles } from './percentile.ts';

/** What came of the requests that were due within one slice of time. */
export interface Slice {
  /** Begin of the slice, in seconds from the start. */
  readonly at: number;
  readonly seconds: number;
  readonly due: number;
  readonly good: number;
  readonly shed: number;
  /** Neither answered well nor refused on purpose. */
  readonly failed: number;
  /** Of good answers, in ms; null without any. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly controlP50: number | null;
}

/** Points of a chart: more than these are not told apart on a screen. */
const MOST_SLICES = 180;

const SHARES = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;

/** A slice per second; longer ones where a run is too long for that. */
export function slicesOf(samples: readonly Sample[], totalSeconds: number): Slice[] {
  const seconds = Math.max(1, Math.ceil(totalSeconds / MOST_SLICES));
  const groups: Sample[][] = Array.from({ length: Math.max(1, Math.ceil(totalSeconds / seconds)) }, () => []);
  for (const sample of samples) {
    const index = Math.floor(sample.atMs / 1000 / seconds);
    groups[Math.min(groups.length - 1, Math.max(0, index))]?.push(sample);
  }
  return groups.map((group, index) => {
    const api = group.filter(({ control }) => !control);
    const good = api.filter(isGood);
    const shed = api.filter(isShed).length;
    const { p50, p95, p99 } = percentiles(
      good.map(({ latencyMs }) => latencyMs),
      SHARES,
    );
    const control = group.filter((sample) => sample.control && isGood(sample));
    const { p50: controlP50 } = percentiles(
      control.map(({ latencyMs }) => latencyMs),
      { p50: 0.5 },
    );
    return {
      at: index * seconds,
      seconds,
      due: api.length,
      good: good.length,
      shed,
      failed: api.length - good.length - shed,
      p50: known(p50),
      p95: known(p95),
      p99: known(p99),
      controlP50: known(controlP50),
    };
  });
}

const known = (value: number): number | null => (Number.isNaN(value) ? null : round(value));

/** Hundredths: finer is noise, and the results are read by people. */
export const round = (value: number): number => Math.round(value * 100) / 100;
