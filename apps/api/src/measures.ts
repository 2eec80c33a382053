import type { CacheResult } from './cache/answer-cache.ts';

export type ShedReason = 'event_loop' | 'in_flight' | 'warehouse_queue';
export type QueryOutcome = 'ok' | 'error' | 'deadline' | 'cancelled';

/** What the API measures; the metrics' names and buckets are the telemetry catalogue's. */
export interface Measures {
  readonly request: (seconds: number, labels: { method: string; route: string; code: string }) => void;
  readonly cache: (result: CacheResult) => void;
  readonly shed: (reason: ShedReason) => void;
  readonly query: (seconds: number, labels: { operation: string; outcome: QueryOutcome }) => void;
}

export const NO_MEASURES: Measures = { request: () => {}, cache: () => {}, shed: () => {}, query: () => {} };
