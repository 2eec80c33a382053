import { getJson } from './http.ts';

/** A part of a condition that can be drawn: a value over time and the limit that it must not cross. */
export interface Comparison {
  readonly query: string;
  readonly operator: string;
  readonly threshold: number;
}

export interface Delivery {
  readonly channel?: string;
  readonly state?: string;
}

/** What monitoring knows of one incident beyond Cloud Monitoring's own resource. */
export interface IncidentDetail {
  readonly id: string;
  readonly state: 'open' | 'closed';
  readonly policy: string;
  readonly condition: string;
  readonly query: string;
  readonly severity: string;
  readonly opened_at: string;
  readonly closed_at: string | null;
  readonly close_reason: string | null;
  readonly value: number | null;
  readonly comparisons: readonly Comparison[];
}

export const readIncident = (id: string, signal?: AbortSignal): Promise<IncidentDetail> =>
  getJson<IncidentDetail>(`/monitoring/_flightdeck/incidents/${encodeURIComponent(id)}`, signal);
