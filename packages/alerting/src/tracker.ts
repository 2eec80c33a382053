import type { Condition } from './conditions.ts';
import type { Labels } from './incident.ts';

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** One series that a condition is or was met by. Serialisable. */
export interface Track {
  readonly labels: Labels;
  /** When the condition was first met without interruption. */
  readonly sinceMs: number;
  value: number;
  firing: boolean;
  /** Timestamp of the newest sample behind the series when the condition was last met. */
  newestMs: number;
  /** Not met any more, but without new data: nothing says yet that it recovered. */
  silent: boolean;
  incident: string | null;
}

/** Tracks by the identity of their series. */
export type Tracks = Map<string, Track>;

/** A series that is no longer tracked, and whether that is because its data stayed away. */
export interface Ended {
  readonly track: Track;
  readonly reason: 'recovered' | 'no-data';
}

export function identityOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The newest samples behind a condition: labels as stored, `value` their time in milliseconds. */
export type NewestSamples = () => readonly Sample[];

/**
 * One evaluation of a condition: which series are met, since when, and which ended. A series fires once it has
 * been met for the whole duration; one evaluation that does not meet it starts the duration anew. A firing
 * series ends on evidence only: when newer data does not meet the condition, or when the data stayed away for
 * the policy's autoClose.
 */
export function evaluateTracks(
  condition: Condition,
  tracks: Tracks,
  result: readonly Sample[],
  newestSamples: NewestSamples,
  nowMs: number,
  autoCloseMs: number,
): Ended[] {
  const met = new Set<string>();
  for (const { labels: own, value } of result) {
    const labels = { ...own, ...condition.labels };
    const key = identityOf(labels);
    met.add(key);
    const track = tracks.get(key) ?? newTrack(labels, nowMs);
    tracks.set(key, track);
    track.value = value;
    track.silent = false;
    track.firing ||= nowMs - track.sinceMs >= condition.durationMs;
    if (track.firing) track.newestMs = newestOf(track, newestSamples()) ?? track.newestMs;
  }
  const ended: Ended[] = [];
  for (const [key, track] of tracks) {
    if (met.has(key)) continue;
    const reason = endOf(track, newestSamples, nowMs, autoCloseMs);
    track.silent = reason === null;
    if (reason === null) continue;
    tracks.delete(key);
    ended.push({ track, reason });
  }
  return ended;
}

function newTrack(labels: Labels, nowMs: number): Track {
  return {
    labels,
    sinceMs: nowMs,
    value: NaN,
    firing: false,
    newestMs: -Infinity,
    silent: false,
    incident: null,
  };
}

function endOf(
  track: Track,
  newest: NewestSamples,
  nowMs: number,
  autoCloseMs: number,
): Ended['reason'] | null {
  if (!track.firing) return 'recovered';
  const seenMs = newestOf(track, newest());
  if (seenMs !== null && seenMs > track.newestMs) return 'recovered';
  const lastMs = Math.max(track.newestMs, track.sinceMs);
  return nowMs - lastMs >= autoCloseMs ? 'no-data' : null;
}

/** Time of the newest sample whose labels do not contradict the series'; null if there is none. */
function newestOf({ labels }: Track, samples: readonly Sample[]): number | null {
  let newest: number | null = null;
  for (const sample of samples) {
    const contradicts = Object.entries(sample.labels).some(
      ([name, value]) => labels[name] !== undefined && labels[name] !== value,
    );
    if (!contradicts && (newest === null || sample.value > newest)) newest = sample.value;
  }
  return newest;
}
