import { describe, expect, it } from '@jest/globals';
import { gateQueries } from './query-gate.ts';
import type { Row, WarehouseQuery } from './run-query.ts';

const STAY = new AbortController().signal;
const query = (name: string): WarehouseQuery => ({ name, sql: '', params: {}, types: {} });

function setUp({ maxConcurrent = 1, maxWaiting = 2, maxWaitMs = 60_000 } = {}) {
  const started: string[] = [];
  const finish = new Map<string, (rows: Row[]) => void>();
  let sheds = 0;
  const run = gateQueries(
    ({ name }) => {
      started.push(name);
      return new Promise((resolve) => finish.set(name, resolve));
    },
    { maxConcurrent, maxWaiting, maxWaitMs, onShed: () => sheds++ },
  );
  return { started, run, finish: (name: string) => finish.get(name)?.([]), sheds: () => sheds };
}

describe('gateQueries', () => {
  it('runs a bounded number at once and the rest in order', async () => {
    const { started, run, finish } = setUp();
    const [a, b, c] = ['a', 'b', 'c'].map((name) => run(query(name), STAY));
    await Promise.resolve();
    expect(started).toEqual(['a']);
    finish('a');
    await a;
    expect(started).toEqual(['a', 'b']);
    finish('b');
    await b;
    finish('c');
    await c;
    expect(started).toEqual(['a', 'b', 'c']);
  });

  it('refuses at once when the queue is full, with the time to come back', async () => {
    const { run, sheds } = setUp();
    const leave = new AbortController();
    void run(query('a'), STAY);
    const waiting = ['b', 'c'].map((name) => run(query(name), leave.signal));
    await expect(run(query('d'), STAY)).rejects.toMatchObject({ code: 'overloaded', retryAfterSeconds: 1 });
    expect(sheds()).toBe(1);
    leave.abort(new Error('left'));
    await Promise.allSettled(waiting);
  });

  it('refuses what has waited too long', async () => {
    const { run, started } = setUp({ maxWaitMs: 1 });
    void run(query('a'), STAY);
    await expect(run(query('b'), STAY)).rejects.toMatchObject({ code: 'overloaded' });
    expect(started).toEqual(['a']);
  });

  it('drops a waiting query whose caller leaves', async () => {
    const { run, started, finish } = setUp();
    const leave = new AbortController();
    const a = run(query('a'), STAY);
    const b = run(query('b'), leave.signal);
    leave.abort(new Error('left'));
    await expect(b).rejects.toBeDefined();
    finish('a');
    await a;
    expect(started).toEqual(['a']);
  });
});
