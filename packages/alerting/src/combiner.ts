import type { Track, Tracks } from './tracker.ts';

export type Combiner = 'OR' | 'AND' | 'AND_WITH_MATCHING_RESOURCE';

/** Labels of the monitored resource `prometheus_target`; the others belong to the metric. */
const RESOURCE_LABELS = ['project_id', 'location', 'cluster', 'namespace', 'job', 'instance'] as const;

function resourceOf(track: Track): string {
  return JSON.stringify(RESOURCE_LABELS.map((name) => track.labels[name] ?? ''));
}

/**
 * Which firing series may open incidents, per condition. OR: each on its own. AND: when every condition is met
 * by some series. AND_WITH_MATCHING_RESOURCE: those whose resource meets every condition.
 */
export function combine(combiner: Combiner, conditions: readonly Tracks[]): Track[][] {
  const firing = conditions.map((tracks) => [...tracks.values()].filter((track) => track.firing));
  if (combiner === 'OR') return firing;
  if (combiner === 'AND') return firing.every((tracks) => tracks.length > 0) ? firing : firing.map(() => []);
  const resources = firing.map((tracks) => new Set(tracks.map(resourceOf)));
  return firing.map((tracks) =>
    tracks.filter((track) => resources.every((known) => known.has(resourceOf(track)))),
  );
}
