import { seededRandom } from '@flightdeck/random';
import { describe, expect, test } from '@jest/globals';
import { poisson } from './distributions.ts';
import { drawScorecard } from './plot.ts';
import { createScenario } from './scenario.ts';
import { score } from './score.ts';
import { SHAPES, type Shape } from './shapes.ts';
import { summarize } from './summary.ts';
import { showScorecard } from './table.ts';
import { truthOf } from './truth.ts';
import { windowSets } from './window-sets.ts';

const shape = (name: string) => SHAPES.find((one) => one.name === name) as Shape;

describe('alert scorecard', () => {
  test('the same seed gives the same scenario, another one another', () => {
    const failures = (seed: number) => createScenario(shape('flapping'), seed).failures;
    expect(failures(1)).toEqual(failures(1));
    expect(failures(1)).not.toEqual(failures(2));
  });

  test('Poisson counts have the mean they should, small and large', () => {
    const random = seededRandom(7).next;
    for (const mean of [0.3, 5, 200]) {
      const n = 4000;
      let sum = 0;
      for (let i = 0; i < n; i++) sum += poisson(random, mean);
      expect(Math.abs(sum / n - mean)).toBeLessThan(5 * Math.sqrt(mean / n));
    }
  });

  test('the truth is what was spent, not what an alert says', () => {
    expect(truthOf(createScenario(shape('total outage'), 1))).toEqual({ page: true, attention: true });
    expect(truthOf(createScenario(shape('short blip'), 1))).toEqual({ page: false, attention: false });
    expect(truthOf(createScenario(shape('chance at low traffic'), 1)).page).toBe(false);
  });

  test('a total outage is paged within 52 s, one export and one evaluation; Pyrra waits two minutes more', () => {
    const outcomes = [...score(windowSets(), 1, [shape('total outage')])];
    const seconds = (set: string) => outcomes.find((outcome) => outcome.set === set)?.detectionS ?? NaN;
    expect(seconds('Flightdeck')).toBeLessThanOrEqual(52 + 30 + 30);
    expect(seconds('Pyrra')).toBeGreaterThanOrEqual(seconds('Flightdeck') + 60);
  });

  test('only the guarded windows keep quiet about chance, and only they miss an outage of few requests', () => {
    const fewRequests: Shape = {
      name: 'outage at low traffic',
      create: () => ({ durationS: 7200, errorRatio: () => 1, load: () => 20 / 3600 }),
    };
    const outcomes = [...score(windowSets(), 3, [shape('chance at low traffic'), fewRequests])];
    const paged = (set: string, name: string) =>
      outcomes.filter((outcome) => outcome.set === set && outcome.shape === name && outcome.paged).length;
    expect(paged('Flightdeck', 'chance at low traffic')).toBe(0);
    expect(paged('SRE workbook', 'chance at low traffic')).toBeGreaterThan(0);
    expect(paged('SRE workbook', 'outage at low traffic')).toBe(3);
    expect(paged('Flightdeck', 'outage at low traffic')).toBe(0);
  });

  test('precision, recall and medians are counted as the page explains them', () => {
    const outcome = (page: boolean, paged: boolean, detectionS: number | null) => ({
      set: 'a',
      shape: 'b',
      seed: 1,
      truth: { page, attention: page },
      paged,
      ticketed: false,
      detectionS,
      resetS: null,
    });
    const outcomes = [
      outcome(true, true, 60),
      outcome(true, true, 120),
      outcome(true, false, null),
      outcome(false, true, 5),
    ];
    expect(summarize(outcomes)).toMatchObject({
      precision: 2 / 3,
      recall: 2 / 3,
      attention: 2 / 3,
      detectionS: 90,
      resetS: null,
    });
    expect(showScorecard(outcomes, 4)).toContain('| a | 67 % | 67 % | 67 % | 90 s | – |');
    expect(drawScorecard(outcomes)).toMatch(/^<svg [^>]*role="img"/);
  });
});
