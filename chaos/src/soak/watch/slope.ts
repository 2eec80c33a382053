/** One measurement of one life of a process. */
export interface Point {
  /** Seconds since the soak started. */
  readonly at: number;
  readonly value: number;
}

export interface Slope {
  /** Change of the value a minute. */
  readonly perMinute: number;
  /** Seconds that were looked at, warm-ups left out. */
  readonly seconds: number;
}

/**
 * The common slope of several lives of a process by least squares, each with a level of its own (a restarted
 * process begins lower, which must not look like memory given back). The warm-up of each life is left out.
 * @returns undefined where no life was longer than its warm-up
 */
export function commonSlope(lives: readonly (readonly Point[])[], warmUpSeconds: number): Slope | undefined {
  let products = 0;
  let squares = 0;
  let seconds = 0;
  for (const life of lives) {
    const [first] = life;
    if (first === undefined) continue;
    const warm = life.filter(({ at }) => at >= first.at + warmUpSeconds);
    const meanAt = mean(warm.map(({ at }) => at));
    const meanValue = mean(warm.map(({ value }) => value));
    for (const { at, value } of warm) {
      products += (at - meanAt) * (value - meanValue);
      squares += (at - meanAt) ** 2;
    }
    seconds += (warm.at(-1)?.at ?? 0) - (warm[0]?.at ?? 0);
  }
  return squares === 0 ? undefined : { perMinute: (products / squares) * 60, seconds };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
