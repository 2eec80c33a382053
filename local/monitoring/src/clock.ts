/** The local cloud's clock: it may run faster than the wall, so that an hour passes in a minute. */
export interface FastClock {
  /** Fast seconds per wall second. */
  readonly scale: number;
  /** Unix milliseconds on the fast clock, whole; never goes back. */
  now(): number;
  /** Where a moment of the wall clock (unix ms) lies on the fast clock. */
  fromWall(wallMs: number): number;
  /** How long the wall takes (ms) for a span of the fast clock (ms). */
  wallSpan(fastMs: number): number;
}

export interface FastClockOptions {
  readonly scale: number;
  /** Unix ms of the wall clock. */
  readonly wall: () => number;
  /** The first reading (unix ms, fast); later than the wall when an earlier run was persisted. */
  readonly startAt?: number;
}

/** fast = start + (wall - wall at start) x scale. */
export function createFastClock({ scale, wall, startAt }: FastClockOptions): FastClock {
  const wallStart = wall();
  const start = Math.max(startAt ?? wallStart, wallStart);
  let latest = start;
  const fromWall = (wallMs: number): number => start + (wallMs - wallStart) * scale;
  return {
    scale,
    fromWall,
    wallSpan: (fastMs) => fastMs / scale,
    now: () => {
      // The wall may be set back by NTP; samples out of order would be refused until it caught up.
      latest = Math.max(latest, Math.round(fromWall(wall())));
      return latest;
    },
  };
}
