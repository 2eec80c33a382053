import { describe, expect, it } from '@jest/globals';
import { FAULT_KINDS, type FaultKind } from './fault.ts';
import { createFaultInjector } from './injector.ts';

const ALL = Object.keys(FAULT_KINDS) as FaultKind[];

function injectorAt(time = { now: 1_000_000 }) {
  return { time, injector: createFaultInjector({ supports: ALL, now: () => time.now }) };
}

describe('fault injector', () => {
  it('does nothing while no fault is set', () => {
    const { injector } = injectorAt();
    expect(injector.plan('Publish')).toEqual({ delayMs: 0, reset: false, loseResponse: false });
  });

  it('hits only methods that match and counts what it hit', () => {
    const { injector } = injectorAt();
    const fault = injector.add({ kind: 'unavailable', method: 'tabledata.*' });
    expect(injector.plan('jobs.query').refuse).toBeUndefined();
    expect(injector.plan('tabledata.insertAll').refuse).toEqual({ kind: 'unavailable' });
    expect(fault).toMatchObject({ matched: 1, injected: 1 });
  });

  it('takes a dot in a method for a dot', () => {
    const { injector } = injectorAt();
    injector.add({ kind: 'reset', method: 'jobs.query' });
    expect(injector.plan('jobsXquery').reset).toBe(false);
  });

  it('ends by itself after its duration', () => {
    const { injector, time } = injectorAt();
    injector.add({ kind: 'reset', durationSeconds: 5 });
    time.now += 4_999;
    expect(injector.plan('Pull').reset).toBe(true);
    time.now += 1;
    expect(injector.plan('Pull').reset).toBe(false);
  });

  it('hits the asked share, and the same calls for the same seed', () => {
    const run = (seed: number): string => {
      const { injector } = injectorAt();
      injector.add({ kind: 'duplicate', share: 0.25, seed });
      return Array.from({ length: 2_000 }, () => (injector.roll('duplicate', 'Pull') ? '1' : '0')).join('');
    };
    expect(run(7)).toBe(run(7));
    expect(run(7)).not.toBe(run(8));
    const hits = run(7).split('1').length - 1;
    expect(hits).toBeGreaterThan(430);
    expect(hits).toBeLessThan(570);
  });

  it.each(['fixed', 'uniform', 'exponential'])('draws %s latencies with the asked mean', (distribution) => {
    const { injector } = injectorAt();
    injector.add({ kind: 'latency', latency: { distribution, meanMs: 100 } });
    const delays = Array.from({ length: 4_000 }, () => injector.plan('x').delayMs);
    const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
    expect(Math.abs(mean - 100)).toBeLessThan(8);
  });

  it('keeps counts readable after the end', () => {
    const { injector } = injectorAt();
    const { id } = injector.add({ kind: 'lose-response' });
    expect(injector.plan('Publish').loseResponse).toBe(true);
    injector.remove(id);
    expect(injector.plan('Publish').loseResponse).toBe(false);
    expect(injector.list()).toMatchObject([{ id, injected: 1 }]);
  });

  it('shifts the clock', () => {
    const { injector } = injectorAt();
    injector.add({ kind: 'clock-jump', jumpSeconds: -90 });
    expect(injector.clockOffsetMs()).toBe(-90_000);
  });

  it.each([
    [{}, /kind/],
    [{ kind: 'meteor' }, /kind/],
    [{ kind: 'error' }, /code: a fault of kind "error" needs "code"/],
    [{ kind: 'latency' }, /latency: a fault of kind "latency" needs/],
    [{ kind: 'reset', share: 2 }, /share/],
    [{ kind: 'reset', durationSecond: 2 }, /durationSecond/],
  ])('refuses %j by naming the field', (request, reason) => {
    expect(() => injectorAt().injector.add(request)).toThrow(reason);
  });

  it('refuses a kind that the server would ignore', () => {
    const injector = createFaultInjector({ supports: ['reset'] });
    expect(() => injector.add({ kind: 'duplicate' })).toThrow(
      /does not honour "duplicate"; it honours reset/,
    );
  });
});
