import { describe, expect, it } from '@jest/globals';
import { canaryEvent } from './canary-event.ts';
import { type ProbeSettings, probe, type Sighting } from './probe.ts';

const NEVER = new AbortController().signal;

/** A probe in virtual time: each sleep and each look costs its milliseconds, the deadline is at 30 s. */
function virtual(sightings: (look: number) => Sighting, over: Partial<ProbeSettings> = {}) {
  const deadline = new AbortController();
  let now = 0;
  let looks = 0;
  const pass = async (ms: number): Promise<void> => {
    now += ms;
    if (now >= 30_000) deadline.abort(new Error('deadline'));
    deadline.signal.throwIfAborted();
  };
  const settings: ProbeSettings = {
    publish: async () => pass(100),
    lookFor: async () => {
      await pass(50);
      return sightings(++looks);
    },
    sleep: pass,
    nowMs: () => now,
    deadline: () => deadline.signal,
    newEvent: () => canaryEvent('canary-1', 0),
    ...over,
  };
  return settings;
}

describe('probe', () => {
  it('succeeds with the time from publish to sight', async () => {
    const result = await probe(
      virtual((look) => ({ seen: look === 3 })),
      NEVER,
    );
    expect(result).toEqual({ outcome: 'success', seconds: 0.1 + 3 * 0.05 + 2 * 0.25, eventId: 'canary-1' });
  });

  it('goes on after a failed look', async () => {
    const settings = virtual((look) => (look === 1 ? { failed: new Error('503') } : { seen: true }));
    expect((await probe(settings, NEVER)).outcome).toBe('success');
  });

  it('times out when the event never shows', async () => {
    const result = await probe(
      virtual(() => ({ seen: false })),
      NEVER,
    );
    expect(result.outcome).toBe('timeout');
    expect(result.seconds).toBeGreaterThanOrEqual(30);
  });

  it('is an error when the API failed to the last', async () => {
    const result = await probe(
      virtual(() => ({ failed: new Error('the API answered 503') })),
      NEVER,
    );
    expect(result).toMatchObject({ outcome: 'error', error: { message: 'the API answered 503' } });
  });

  it('is an error when the event cannot be published', async () => {
    const publish = async () => Promise.reject(new Error('UNAVAILABLE'));
    const result = await probe(
      virtual(() => ({ seen: true }), { publish }),
      NEVER,
    );
    expect(result).toMatchObject({ outcome: 'error', error: { cause: { message: 'UNAVAILABLE' } } });
  });

  it('counts for nothing when the service stops', async () => {
    const stop = new AbortController();
    const settings = virtual(() => ({ seen: false }), {
      sleep: async () => {
        stop.abort(new Error('stopped'));
        stop.signal.throwIfAborted();
      },
    });
    await expect(probe(settings, stop.signal)).rejects.toThrow('stopped');
  });
});
