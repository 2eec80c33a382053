import { describe, expect, test } from '@jest/globals';
import { burnFactor, errorBudget, minimumEvents, secondsToExhaustion } from './burn-rate.ts';
import { durationSeconds, humanDuration } from './duration.ts';

const HOUR = 3_600;
const DAY = 24 * HOUR;

describe('burn factors', () => {
  // SRE workbook table 5-8 for 30 days; Sloth's published factors for 28 days.
  test.each([
    { budgetPercent: 2, long: HOUR, period: 30 * DAY, factor: 14.4 },
    { budgetPercent: 5, long: 6 * HOUR, period: 30 * DAY, factor: 6 },
    { budgetPercent: 10, long: DAY, period: 30 * DAY, factor: 3 },
    { budgetPercent: 10, long: 3 * DAY, period: 30 * DAY, factor: 1 },
    { budgetPercent: 2, long: HOUR, period: 28 * DAY, factor: 13.44 },
    { budgetPercent: 5, long: 6 * HOUR, period: 28 * DAY, factor: 5.6 },
    { budgetPercent: 10, long: DAY, period: 28 * DAY, factor: 2.8 },
  ])('$budgetPercent % in $long s of $period s is $factor', ({ budgetPercent, long, period, factor }) => {
    expect(burnFactor({ budgetPercent, longSeconds: long, shortSeconds: 60 }, period)).toBe(factor);
  });

  test('at factor 14.4 a 30-day budget lasts 50 hours', () => {
    expect(humanDuration(secondsToExhaustion(14.4, 30 * DAY))).toBe('2 d 2 h');
  });
});

test('the budget has no binary noise', () => {
  expect(errorBudget(0.999)).toBe(0.001);
  expect(errorBudget(0.9995)).toBe(0.0005);
});

test('one bad event below the minimum traffic never reaches the threshold, two at it do', () => {
  const minimum = { events: 1, badEvents: 2 };
  for (const [factor, budget] of [
    [14.4, 0.001],
    [6, 0.001],
    [1, 0.005],
  ] as const) {
    const events = minimumEvents(factor, budget, minimum);
    expect(1 / events).toBeLessThan(factor * budget);
    expect(2 / (events - 1)).toBeGreaterThan(factor * budget);
  }
});

test('the floor holds where the threshold alone would ask for a handful', () => {
  expect(minimumEvents(14.4, 0.05, { events: 20, badEvents: 2 })).toBe(20);
});

test.each([
  ['5m', 300],
  ['1h', 3_600],
  ['3d', 259_200],
  ['4w', 2_419_200],
  ['1M', undefined],
  ['90s', undefined],
  ['0h', undefined],
  ['1.5h', undefined],
])('duration %s is %s seconds', (text, seconds) => {
  expect(durationSeconds(text)).toBe(seconds);
});
