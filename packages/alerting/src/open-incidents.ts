import { SECOND_MS } from './duration.ts';
import type { CloseReason, Incident } from './incident.ts';
import { MAX_OPEN_INCIDENTS } from './limits.ts';
import type { AlertPolicy } from './schema.ts';
import type { Track, Tracks } from './tracker.ts';

/** The open incidents of one policy, linked to the series that opened them. */
export class OpenIncidents {
  readonly #incidents = new Map<string, Incident>();
  readonly #newId: () => string;

  constructor(newId: () => string, incidents: readonly Incident[]) {
    this.#newId = newId;
    for (const incident of incidents) this.#incidents.set(incident.id, incident);
  }

  all(): readonly Incident[] {
    return [...this.#incidents.values()];
  }

  /** Opens an incident for a series; null when the policy has as many as it may. */
  open(track: Track, policy: AlertPolicy, condition: number, nowMs: number): Incident | null {
    if (this.#incidents.size >= MAX_OPEN_INCIDENTS) return null;
    const incident: Incident = {
      id: this.#newId(),
      policy: policy.displayName,
      condition,
      conditionName: policy.conditions[condition]?.displayName ?? '',
      labels: track.labels,
      openedAtMs: wholeSecond(nowMs),
      value: track.value,
      closedAtMs: null,
      closeReason: null,
    };
    this.#incidents.set(incident.id, incident);
    track.incident = incident.id;
    return incident;
  }

  /** Closes a series' incident, if it has one; what closed. */
  close(track: Track, nowMs: number, closeReason: CloseReason): Incident[] {
    const incident = track.incident === null ? undefined : this.#incidents.get(track.incident);
    track.incident = null;
    if (incident === undefined) return [];
    this.#incidents.delete(incident.id);
    return [{ ...incident, closedAtMs: wholeSecond(nowMs), closeReason }];
  }

  closeAll(tracks: Tracks, nowMs: number, reason: CloseReason): Incident[] {
    return [...tracks.values()].flatMap((track) => this.close(track, nowMs, reason));
  }
}

const wholeSecond = (ms: number) => Math.floor(ms / SECOND_MS) * SECOND_MS;
