import { toError } from '@flightdeck/service';
import { context, propagation } from '@opentelemetry/api';
import type { Sighting } from './probe.ts';

export interface LookForSettings {
  /** `http://127.0.0.1:8080` */
  readonly apiUrl: string;
  /** Credentials for one request; empty where the API asks for none. */
  readonly authorization: () => Promise<Record<string, string>>;
}

// One look that hangs must leave time for others before the deadline of 30 s.
const LOOK_TIMEOUT_MS = 5_000;

/** Looks for an event with `GET /v1/flights/{event_id}`. */
export function createLookFor({ apiUrl, authorization }: LookForSettings) {
  return async (eventId: string, signal: AbortSignal): Promise<Sighting> => {
    const headers: Record<string, string> = { accept: 'application/json' };
    propagation.inject(context.active(), headers);
    try {
      const response = await fetch(new URL(`/v1/flights/${encodeURIComponent(eventId)}`, apiUrl), {
        headers: { ...headers, ...(await authorization()) },
        signal: AbortSignal.any([signal, AbortSignal.timeout(LOOK_TIMEOUT_MS)]),
      });
      const body: unknown = await response.json();
      if (response.ok) return { seen: isEvent(body, eventId) };
      // Any other 404 would be a wrong address, not an event still under way.
      if (response.status === 404 && isProblem(body, 'flight-not-found')) return { seen: false };
      return { failed: new Error(`the API answered ${response.status}`) };
    } catch (thrown) {
      signal.throwIfAborted();
      return { failed: new Error('the API could not be asked', { cause: toError(thrown) }) };
    }
  };
}

const isEvent = (body: unknown, eventId: string): boolean =>
  typeof body === 'object' && body !== null && 'event_id' in body && body.event_id === eventId;

const isProblem = (body: unknown, code: string): boolean =>
  typeof body === 'object' && body !== null && 'type' in body && String(body.type).endsWith(`/${code}`);
