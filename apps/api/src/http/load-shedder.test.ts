import { describe, expect, it } from '@jest/globals';
import { LoadShedder } from './load-shedder.ts';

const MAX_TURN_MS = 50;

function setUp({ maxInFlight = 100_000 } = {}) {
  const clock = { ms: 0 };
  let endTurn = (): void => {};
  const shedder = new LoadShedder({
    maxInFlight,
    maxTurnMs: MAX_TURN_MS,
    nowMs: () => clock.ms,
    onTurnEnd: (callback) => {
      endTurn = callback;
    },
  });
  /** One turn of the event loop that finds so many requests; each costs its milliseconds. */
  const turn = (requests: number, servingMs: number, refusingMs = 0) => {
    let served = 0;
    for (let count = 0; count < requests; count++) {
      const taken = shedder.enter() === undefined;
      clock.ms += taken ? servingMs : refusingMs;
      if (!taken) continue;
      shedder.leave();
      served++;
    }
    endTurn();
    return { served, refused: requests - served };
  };
  return { clock, shedder, turn };
}

describe('LoadShedder', () => {
  it('refuses beyond the requests in flight, and takes new ones when some have left', () => {
    const { shedder } = setUp({ maxInFlight: 3 });
    for (let count = 0; count < 3; count++) expect(shedder.enter()).toBeUndefined();
    expect(shedder.enter()).toBe('in_flight');
    shedder.leave();
    expect(shedder.enter()).toBeUndefined();
  });

  it('refuses nothing within the time of a turn', () => {
    const { turn } = setUp();
    for (let count = 0; count < 50; count++) expect(turn(490, 0.1).refused).toBe(0);
  });

  it('does not take a slow machine for load', () => {
    const { turn } = setUp();
    for (let count = 0; count < 50; count++) expect(turn(50, 500).refused).toBe(0);
  });

  it('bounds the wait on a slow machine under load', () => {
    const { clock, turn } = setUp();
    expect(turn(1_000, 3).served).toBe(50);
    expect(clock.ms).toBe(150);
  });

  it('starts anew with each turn', () => {
    const { turn } = setUp();
    expect(turn(1_000, 1).refused).toBeGreaterThan(0);
    expect(turn(40, 1).refused).toBe(0);
  });

  it('keeps goodput and latency at three times the capacity', () => {
    // Serving takes 0.1 ms, refusing a fiftieth of it; 30 requests arrive per millisecond.
    const { clock, turn } = setUp();
    let arrived = 0;
    let served = 0;
    let longest = 0;
    while (clock.ms < 10_000) {
      const startedAt = clock.ms;
      const due = Math.floor(clock.ms * 30) - arrived;
      arrived += due;
      served += turn(due, 0.1, 0.002).served;
      if (clock.ms === startedAt) clock.ms += 1;
      longest = Math.max(longest, clock.ms - startedAt);
    }
    expect(served / clock.ms).toBeGreaterThan(0.9 * 10);
    expect(longest).toBeLessThan(2 * MAX_TURN_MS);
  });
});
