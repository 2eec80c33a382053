import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Action, Schedule, Step } from '../schedule/document.ts';
import { type TimetablePorts, walk } from './timetable.ts';

const step = (at: number, seconds: number, kind: 'kill' | 'freeze'): Step => ({
  at,
  seconds,
  action: { on: 'process', kind, name: 'api' },
});
const schedule = (...steps: Step[]): Schedule => ({ seed: 1, seconds: 10, steps });

/** Time that passes a tenth of a second whenever somebody waits. */
function virtualTime(): Pick<TimetablePorts, 'now' | 'sleep'> {
  let time = 0;
  return {
    now: () => time,
    async sleep(seconds, signal) {
      for (const until = time + seconds; time < until && !signal.aborted; time += 0.1) await turn();
    },
  };
}

describe('walk', () => {
  it('applies each step at its time and takes it back at its end', async () => {
    const said: string[] = [];
    const apply = async ({ kind }: Action): Promise<() => Promise<void>> => {
      said.push(kind);
      return async () => void said.push(`${kind} over`);
    };
    const { signal } = new AbortController();
    const { records, done } = walk(schedule(step(0, 3, 'freeze'), step(1, 0, 'kill')), {
      ...virtualTime(),
      apply,
      signal,
    });
    await done;
    expect(said).toEqual(['freeze', 'kill', 'kill over', 'freeze over']);
    expect(records[0]?.undoneAt).toBeGreaterThanOrEqual(3);
    expect(records[1]?.appliedAt).toBeGreaterThanOrEqual(1);
  });

  it('tries again while the target is down, and says why when the span is over', async () => {
    let tries = 0;
    const apply = async ({ kind }: Action): Promise<() => Promise<void>> => {
      tries += 1;
      if (kind === 'kill' || tries < 3) throw new Error('it is down');
      return async () => {};
    };
    const { signal } = new AbortController();
    const late = walk(schedule(step(0, 5, 'freeze')), { ...virtualTime(), apply, signal });
    await late.done;
    expect(late.records[0]?.appliedAt).toBeCloseTo(1, 0);
    expect(late.records[0]?.failure).toBeUndefined();
    const never = walk(schedule(step(0, 2, 'kill')), { ...virtualTime(), apply, signal });
    await never.done;
    expect(never.records[0]).toMatchObject({ failure: 'Error: it is down' });
    expect(never.records[0]?.appliedAt).toBeUndefined();
  });

  it('takes back at once what is in when it is stopped, and begins nothing more', async () => {
    const stop = new AbortController();
    const said: string[] = [];
    const apply = async ({ kind }: Action): Promise<() => Promise<void>> => {
      said.push(kind);
      stop.abort();
      return async () => void said.push(`${kind} over`);
    };
    const { done } = walk(schedule(step(0, 3_600, 'freeze'), step(3_600, 0, 'kill')), {
      ...virtualTime(),
      apply,
      signal: stop.signal,
    });
    await done;
    expect(said).toEqual(['freeze', 'freeze over']);
  });
});
