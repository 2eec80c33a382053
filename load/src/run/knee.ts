import type { Measurement } from '../result.ts';

/** More callers for less than this much more throughput only wait longer. */
const WORTH_MORE = 1.05;

/**
 * The step with the fewest connections that gets within 5 % of the highest throughput, among the steps whose
 * answers keep the latency objective.
 * @throws Error when no step keeps it
 */
export function findKnee(steps: readonly Measurement[], objectiveMs: number): Measurement {
  const kept = steps.filter(({ latency, goodPerSecond }) => goodPerSecond > 0 && latency.p95 <= objectiveMs);
  const most = Math.max(...kept.map(({ goodPerSecond }) => goodPerSecond));
  const knee = kept.find(({ goodPerSecond }) => goodPerSecond * WORTH_MORE >= most);
  if (knee === undefined) {
    const seen = steps.map(({ connections, latency }) => `${connections}: p95 ${latency.p95} ms`).join(', ');
    throw new Error(`no step keeps the latency objective of ${objectiveMs} ms at p95 (${seen})`);
  }
  return knee;
}
