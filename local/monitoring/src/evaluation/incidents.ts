import type { Incident } from '@flightdeck/alerting';

/** An incident with what it belongs to, as it was when it opened. */
export interface IncidentRecord extends Incident {
  /** Resource names. */
  readonly policyName: string;
  readonly conditionResource: string;
  readonly query: string;
  readonly severity: string | null;
  readonly userLabels: Readonly<Record<string, string>>;
  readonly documentation: Readonly<Record<string, unknown>> | null;
}

/** Closed incidents kept; the oldest go first. */
const KEPT_CLOSED = 2_000;

/** Every open incident and the most recent closed ones. */
export class Incidents {
  readonly #byId = new Map<string, IncidentRecord>();

  /** @param saved newest first, as `list` gives them */
  constructor(saved: readonly IncidentRecord[] = []) {
    for (const incident of saved.toReversed()) this.#byId.set(incident.id, incident);
  }

  get(id: string): IncidentRecord | undefined {
    return this.#byId.get(id);
  }

  /** Newest first. */
  list(): IncidentRecord[] {
    return [...this.#byId.values()].sort((a, b) => b.openedAtMs - a.openedAtMs);
  }

  open(incident: IncidentRecord): void {
    this.#byId.set(incident.id, incident);
  }

  /** @returns the incident as it stands now; undefined when it was never opened here */
  close(closed: Incident): IncidentRecord | undefined {
    const before = this.#byId.get(closed.id);
    if (before === undefined) return undefined;
    const { closedAtMs, closeReason } = closed;
    const after = { ...before, closedAtMs, closeReason };
    // Re-inserted, so that the map's order is the order in which incidents ended.
    this.#byId.delete(closed.id);
    this.#byId.set(closed.id, after);
    this.#forgetOldest();
    return after;
  }

  #forgetOldest(): void {
    let surplus = this.#byId.size - KEPT_CLOSED;
    for (const { id, closedAtMs } of this.#byId.values()) {
      if (surplus <= 0) return;
      if (closedAtMs !== null && this.#byId.delete(id)) surplus -= 1;
    }
  }
}
