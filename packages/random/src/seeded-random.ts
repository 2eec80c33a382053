import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { mersenne } from 'pure-rand/generator/mersenne';

/** Chance that a seed repeats, on every machine. */
export interface SeededRandom {
  /** A number in [0, 1); stands in for `Math.random` wherever that is injected. */
  readonly next: () => number;
  /** A whole number from `min` to `max`, both included. */
  whole(min: number, max: number): number;
  /** @throws RangeError on an empty list */
  pick<Item>(items: readonly Item[]): Item;
  /** A shuffled copy (Fisher-Yates). */
  shuffle<Item>(items: readonly Item[]): Item[];
}

/** @param seed a whole number, of which 32 bits count */
export function seededRandom(seed: number): SeededRandom {
  const generator = mersenne(seed);
  const whole = (min: number, max: number): number => uniformInt(generator, min, max);
  return {
    next: () => uniformFloat64(generator),
    whole,
    pick(items) {
      if (items.length === 0) throw new RangeError('there is nothing to pick from');
      return items[whole(0, items.length - 1)] as (typeof items)[number];
    },
    shuffle(items) {
      const shuffled = [...items];
      for (let i = shuffled.length - 1; i > 0; i--) {
        const j = whole(0, i);
        [shuffled[i], shuffled[j]] = [
          shuffled[j] as (typeof items)[number],
          shuffled[i] as (typeof items)[number],
        ];
      }
      return shuffled;
    },
  };
}
