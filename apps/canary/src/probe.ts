import type { FlightEvent } from '@flightdeck/flight-event';

/** The catalogue's values of the label `outcome`. */
export type Outcome = 'success' | 'timeout' | 'error';

export interface ProbeResult {
  readonly outcome: Outcome;
  /** From before the publish to the answer that held the event, or to giving up. */
  readonly seconds: number;
  readonly eventId: string;
  /** What stood in the way, of the outcomes other than success. */
  readonly error?: Error;
}

/** What one look at the API showed. */
export type Sighting = { readonly seen: boolean } | { readonly failed: Error };

export interface ProbeSettings {
  /** Resolves when the broker has confirmed the event. */
  readonly publish: (event: FlightEvent, signal: AbortSignal) => Promise<void>;
  /** Looks for the event through the API, once; rejects only when the signal aborts. */
  readonly lookFor: (eventId: string, signal: AbortSignal) => Promise<Sighting>;
  /** Resolves after `ms`, or rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  /** Aborts `deadlineMs` after its creation. */
  readonly deadline: () => AbortSignal;
  readonly newEvent: () => FlightEvent;
}

// Often enough to tell 1 s from 2 s; the API does not cache what it has not found.
const LOOK_EVERY_MS = 250;

/**
 * One probe, end to end: publishes a marked event and looks for it until it is seen or the deadline passes.
 * A failed look is not the end (the next may succeed), but it makes the outcome `error` rather than `timeout`.
 * @param stop aborts when the service stops; the probe then rejects, and counts for nothing
 */
export async function probe(settings: ProbeSettings, stop: AbortSignal): Promise<ProbeResult> {
  const event = settings.newEvent();
  const startedAt = settings.nowMs();
  const deadline = settings.deadline();
  const signal = AbortSignal.any([stop, deadline]);
  const result = (outcome: Outcome, error?: Error): ProbeResult => ({
    outcome,
    seconds: (settings.nowMs() - startedAt) / 1000,
    eventId: event.event_id,
    ...(error === undefined ? {} : { error }),
  });
  try {
    await settings.publish(event, signal);
  } catch (thrown) {
    stop.throwIfAborted();
    return result('error', new Error('the event could not be published', { cause: thrown }));
  }
  let failed: Error | undefined;
  try {
    for (;;) {
      const sighting = await settings.lookFor(event.event_id, signal);
      if ('failed' in sighting) failed = sighting.failed;
      else if (sighting.seen) return result('success');
      else failed = undefined;
      await settings.sleep(LOOK_EVERY_MS, signal);
    }
  } catch (thrown) {
    stop.throwIfAborted();
    if (!deadline.aborted) throw thrown;
    if (failed !== undefined) return result('error', failed);
    return result('timeout', new Error('published, but not seen through the API'));
  }
}
