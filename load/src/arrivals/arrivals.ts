/** A stretch of a profile: the rate goes in a straight line from one value to the other. */
export interface Phase {
  readonly name: string;
  readonly seconds: number;
  /** Requests per second at its begin. */
  readonly rate: number;
  /** Requests per second at its end; the same as at its begin when absent. */
  readonly toRate?: number;
}

export const totalSeconds = (phases: readonly Phase[]): number =>
  phases.reduce((sum, { seconds }) => sum + seconds, 0);

/** Requests that the phases are expected to make. */
export const expectedRequests = (phases: readonly Phase[]): number =>
  phases.reduce((sum, { seconds, rate, toRate = rate }) => sum + (seconds * (rate + toRate)) / 2, 0);

/**
 * When requests are due, in ms from the start, ascending: a Poisson process, as independent callers make it.
 * Where the rate changes, arrivals of the highest rate are thinned (Lewis and Shedler, 1979).
 * @param random yields numbers in [0, 1)
 */
export function* arrivals(phases: readonly Phase[], random: () => number): Generator<number> {
  let phaseStartMs = 0;
  for (const { seconds, rate, toRate = rate } of phases) {
    const lengthMs = seconds * 1000;
    const highest = Math.max(rate, toRate);
    let at = 0;
    while (highest > 0) {
      at += (-Math.log(1 - random()) / highest) * 1000;
      if (at >= lengthMs) break;
      const now = rate + ((toRate - rate) * at) / lengthMs;
      if (now === highest || random() * highest < now) yield phaseStartMs + at;
    }
    phaseStartMs += lengthMs;
  }
}
