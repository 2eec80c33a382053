import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from './seeded-random.ts';

describe('seededRandom', () => {
  it('draws the same for the same seed, something else for another', () => {
    const draws = (seed: number): unknown[] => {
      const random = seededRandom(seed);
      return [random.next(), random.whole(1, 1_000_000), random.shuffle([1, 2, 3, 4, 5, 6, 7, 8])];
    };
    expect(draws(7)).toEqual(draws(7));
    expect(draws(7)).not.toEqual(draws(8));
  });

  it('draws the same in every release, so that a recorded seed keeps its meaning', () => {
    const random = seededRandom(20);
    expect([random.whole(0, 99), random.whole(0, 99), random.pick(['a', 'b', 'c'])]).toMatchInlineSnapshot(`
[
  83,
  2,
  "b",
]
`);
  });

  it('stays within the bounds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.nat(50), (seed, min, span) => {
        const random = seededRandom(seed);
        const fraction = random.next();
        expect(fraction).toBeGreaterThanOrEqual(0);
        expect(fraction).toBeLessThan(1);
        const whole = random.whole(min, min + span);
        expect(Number.isInteger(whole)).toBe(true);
        expect(whole).toBeGreaterThanOrEqual(min);
        expect(whole).toBeLessThanOrEqual(min + span);
      }),
    );
  });

  it('draws evenly: every order of three equally often', () => {
    const random = seededRandom(1);
    const counts = new Map<string, number>();
    const draws = 6_000;
    for (let i = 0; i < draws; i++) {
      const order = random.shuffle(['a', 'b', 'c']).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // Six standard deviations around the thousand of each order.
    for (const count of counts.values())
      expect(Math.abs(count - draws / 6)).toBeLessThan(6 * Math.sqrt(draws / 6));
  });

  it('leaves what it shuffles alone, and cannot pick from nothing', () => {
    const items = Object.freeze([1, 2, 3]);
    expect(seededRandom(3).shuffle(items).sort()).toEqual(items);
    expect(() => seededRandom(3).pick([])).toThrow(RangeError);
  });
});
