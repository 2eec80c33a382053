import { type Condition, readCondition } from './conditions.ts';
import type { Query } from './evaluator.ts';
import type { AlertCondition } from './schema.ts';
import { type Ended, evaluateTracks, type Sample, type Track, type Tracks } from './tracker.ts';

/** One condition under evaluation: when it is next due and which series it is met by. */
export interface Watched {
  readonly condition: Condition;
  nextDueMs: number;
  tracks: Tracks;
}

/** A watched condition as JSON. */
export interface WatchedState {
  readonly query: string;
  readonly nextDueMs: number;
  readonly tracks: readonly (readonly [string, Track])[];
}

export function watch(condition: AlertCondition): Watched {
  return { condition: readCondition(condition), nextDueMs: -Infinity, tracks: new Map() };
}

/** Runs the condition's query and moves it to its next due time; the series that ended. Throws what the query throws. */
export function evaluate(one: Watched, query: Query, nowMs: number, autoCloseMs: number): Ended[] {
  one.nextDueMs = nextDue(one, nowMs);
  const { condition, tracks } = one;
  const result = query(condition.query, nowMs);
  const newest = once(() => condition.newestQueries.flatMap((data) => inMilliseconds(query(data, nowMs))));
  return evaluateTracks(condition, tracks, result, newest, nowMs, autoCloseMs);
}

/** The next multiple of the interval after the first evaluation; missed evaluations are not made up for. */
function nextDue({ nextDueMs, condition }: Watched, nowMs: number): number {
  if (nextDueMs === -Infinity) return nowMs + condition.intervalMs;
  const behind = Math.floor((nowMs - nextDueMs) / condition.intervalMs);
  return nextDueMs + (behind + 1) * condition.intervalMs;
}

export function save({ condition, nextDueMs, tracks }: Watched): WatchedState {
  return {
    query: condition.query.query,
    nextDueMs,
    tracks: [...tracks].map(([key, track]) => [key, { ...track }] as const),
  };
}

/** Takes up a saved state, unless the condition has become another. */
export function restore(one: Watched, saved: WatchedState | undefined): void {
  if (saved?.query !== one.condition.query.query) return;
  // JSON has no infinities: they come back as null.
  one.nextDueMs = saved.nextDueMs ?? -Infinity;
  one.tracks = new Map(
    saved.tracks.map(([key, track]) => [key, { ...track, newestMs: track.newestMs ?? -Infinity }]),
  );
}

function once<T>(compute: () => T): () => T {
  let value: { readonly of: T } | null = null;
  return () => {
    value ??= { of: compute() };
    return value.of;
  };
}

const inMilliseconds = (samples: readonly Sample[]) =>
  samples.map(({ labels, value }) => ({ labels, value: value * 1000 }));
