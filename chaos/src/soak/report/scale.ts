/** Where a value stands on a line of `length` pixels. */
export interface Scale {
  (value: number): number;
  /** Round values, from 0 to the end. */
  readonly ticks: readonly number[];
}

/** Rounds up to 1, 2 or 5 times a power of ten, so that ticks read well. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough) ?? 10;
  return factor * power;
}

/** A linear scale from 0 to at least `most`. @param from pixel of 0 @param to pixel of the end */
export function linear(most: number, from: number, to: number, ticks = 4): Scale {
  const step = niceStep(Math.max(most, 1e-9) / ticks);
  const end = Math.ceil(most / step) * step || step;
  const place = (value: number): number => from + (value / end) * (to - from);
  return Object.assign(place, {
    ticks: Array.from({ length: Math.round(end / step) + 1 }, (_, index) => index * step),
  });
}
