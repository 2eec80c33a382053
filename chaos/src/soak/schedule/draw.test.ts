import { seededRandom } from '@flightdeck/random';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CATALOGUE } from './catalogue.ts';
import { kindOf, stepLine } from './document.ts';
import { drawSchedule } from './draw.ts';

const FIVE_MINUTES = 300;

describe('drawSchedule', () => {
  it('gives the same schedule for the same seed, and another for another', () => {
    expect(drawSchedule(7, FIVE_MINUTES)).toEqual(drawSchedule(7, FIVE_MINUTES));
    expect(drawSchedule(7, FIVE_MINUTES)).not.toEqual(drawSchedule(8, FIVE_MINUTES));
  });

  it('keeps what a seed gave before: a failure reported by its seed must stay replayable', () => {
    expect(drawSchedule(1, 30).steps.map(stepLine)).toMatchInlineSnapshot(`
[
  "15.7 s +6.1 s  bigquery disk-full AppendRows 56 %",
  "25.2 s +4.5 s  freeze api",
  "26.7 s  kill publisher",
]
`);
  });

  it('keeps every step within the time, in order, and away from the calm start', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 10, max: 1_000 }), (seed, seconds) => {
        const { steps } = drawSchedule(seed, seconds);
        for (const [index, { at, seconds: span }] of steps.entries()) {
          expect(at).toBeGreaterThanOrEqual(5);
          expect(at).toBeGreaterThanOrEqual(steps[index - 1]?.at ?? 0);
          expect(at + span).toBeLessThanOrEqual(seconds + 1e-9);
        }
      }),
    );
  });

  it('draws everything there is before it draws anything twice', () => {
    const long = drawSchedule(3, 3_600).steps.slice(0, CATALOGUE.length);
    const all = CATALOGUE.map((draw) => kindOf(draw.action(seededRandom(1), 1)));
    expect(long.map(({ action }) => kindOf(action)).sort()).toEqual([...all].sort());
  });

  it('lets every process live with every fourth seed, so that memory can be told', () => {
    const endings = (seed: number): number =>
      drawSchedule(seed, FIVE_MINUTES).steps.filter(({ action }) =>
        ['kill', 'terminate', 'stop'].includes(action.kind),
      ).length;
    expect([4, 8, 12].map(endings)).toEqual([0, 0, 0]);
    expect(Math.min(...[1, 2, 3, 5].map(endings))).toBeGreaterThan(0);
  });
});
