import { seededRandom } from '@flightdeck/random';
import { describe, expect, it } from '@jest/globals';
import { MIX } from './mix.ts';
import { createQuestions } from './questions.ts';

const DRAWS = 20_000;

describe('questions', () => {
  it('are drawn by weight', () => {
    const questions = createQuestions(MIX, seededRandom(1));
    const total = MIX.reduce((sum, { weight }) => sum + weight, 0);
    const drawn = new Map<string, number>();
    for (let count = 0; count < DRAWS; count++) {
      const { endpoint } = questions.next();
      drawn.set(endpoint, (drawn.get(endpoint) ?? 0) + 1);
    }
    for (const { name, weight } of MIX) {
      const expected = (DRAWS * weight) / total;
      expect(Math.abs((drawn.get(name) ?? 0) - expected)).toBeLessThan(5 * Math.sqrt(expected));
    }
  });

  it('are the same for the same seed', () => {
    const paths = (seed: number): string[] => {
      const questions = createQuestions(MIX, seededRandom(seed));
      return Array.from({ length: 50 }, () => questions.next().path);
    };
    expect(paths(4)).toEqual(paths(4));
  });

  it('repeat themselves for most, and are new for some', () => {
    const questions = createQuestions(MIX, seededRandom(2));
    const seen = new Set<string>();
    for (let count = 0; count < DRAWS; count++) seen.add(questions.next().path);
    expect(seen.size).toBeGreaterThan(DRAWS * 0.02);
    expect(seen.size).toBeLessThan(DRAWS * 0.2);
  });

  it('carry the ETag of the last answer to the same question, and of no other', () => {
    const mix = [{ name: 'a', weight: 1, path: () => '/a', conditional: 1 }];
    const questions = createQuestions(mix, seededRandom(1));
    const first = questions.next();
    expect(first.headers).toEqual({});
    questions.answered({ ...first, path: '/b' }, '"b"');
    expect(questions.next().headers).toEqual({});
    questions.answered(first, '"one"');
    questions.answered(first, undefined);
    expect(questions.next().headers).toEqual({ 'If-None-Match': '"one"' });
  });

  it('go to the baseline for their share, never conditionally', () => {
    const questions = createQuestions(MIX, seededRandom(6), 0.1);
    const drawn = Array.from({ length: DRAWS }, () => questions.next());
    const control = drawn.filter((question) => question.control);
    expect(control.length / DRAWS).toBeCloseTo(0.1, 1);
    expect(control.every(({ headers }) => Object.keys(headers).length === 0)).toBe(true);
  });
});
