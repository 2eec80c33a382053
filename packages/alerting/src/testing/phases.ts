import { parseDuration } from '@flightdeck/promql';

/** A value at one time of a test series. */
export type Point = number | 'missing' | 'stale';

const PHASE = /^(none|stale|(-?[\d.]+(?:e-?\d+)?)(?:\/(s|m|h))?)\s+for\s+(\S+)$/;
const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Expands a series written in phases, such as `60/m for 1h, 3/m for 10m` (a counter that grows at these rates)
 * or `5 for 1h, none for 10m, 400 for 5m` (a gauge). There is a point at the start and one after every interval.
 * @throws {SyntaxError} that quotes the phase it cannot read
 */
export function expandPhases(text: string, intervalMs: number): Point[] {
  const points: Point[] = [];
  let total = 0;
  for (const part of text.split(',')) {
    const phase = part.trim();
    const match = PHASE.exec(phase);
    const lengthMs = match === null ? null : parseDuration(match[4] as string);
    if (match === null || lengthMs === null)
      throw new SyntaxError(
        `cannot read the phase "${phase}"; write "60/m for 1h", "5 for 10m", "none for 5m" or "stale for 1m"`,
      );
    if (lengthMs % intervalMs !== 0)
      throw new SyntaxError(
        `the phase "${phase}" is no whole number of intervals; change it or the test's interval`,
      );
    const steps = lengthMs / intervalMs + (points.length === 0 ? 1 : 0);
    const value = Number(match[2]);
    const unit = UNIT_MS[match[3] ?? ''];
    for (let i = 0; i < steps; i++) {
      if (match[1] === 'none' || match[1] === 'stale') points.push(match[1] === 'none' ? 'missing' : 'stale');
      else if (unit === undefined) points.push(value);
      else {
        // A counter starts at 0: the first point comes before the first interval.
        if (points.length > 0) total += (value * intervalMs) / unit;
        points.push(total);
      }
    }
  }
  return points;
}
