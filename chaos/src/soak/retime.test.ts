import { expect, it } from '@jest/globals';
import { scheduleOf } from './retime.ts';
import type { Schedule, Step } from './schedule/document.ts';

const step = (at: number, seconds: number): Step => ({
  at,
  seconds,
  action: { on: 'process', kind: 'freeze', name: 'api' },
});

it('moves some steps to the front, keeps the time between them, and ends soon after the last', () => {
  const schedule: Schedule = { seed: 7, seconds: 300, steps: [] };
  expect(scheduleOf([step(100.5, 10), step(103.2, 2)], schedule)).toEqual({
    seed: 7,
    seconds: 20,
    steps: [step(5, 10), step(7.7, 2)],
  });
  expect(scheduleOf([step(2, 1)], schedule).steps).toEqual([step(2, 1)]);
});
