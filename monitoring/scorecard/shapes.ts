import { between } from './distributions.ts';

export const MINUTE_S = 60;
export const HOUR_S = 3600;
const DAY_S = 86_400;

/** One fault: when (seconds from the fault's start), how bad, under which load. */
export interface Fault {
  readonly durationS: number;
  /** Share of requests that fail, `atS` seconds into the fault. */
  errorRatio(atS: number): number;
  /** Requests per second at a time of the whole scenario (seconds). */
  load(atS: number): number;
}

/** A kind of fault; a random source makes one of it. */
export interface Shape {
  readonly name: string;
  create(random: () => number): Fault;
}

const steady = (perSecond: number) => () => perSecond;
const USUAL_LOAD = 10;

const constant = (name: string, ratio: number, shortestS: number, longestS: number): Shape => ({
  name,
  create: (random) => ({
    durationS: between(random, shortestS, longestS),
    errorRatio: () => ratio,
    load: steady(USUAL_LOAD),
  }),
});

/** The corpus. Durations straddle what is worth a page, so that precision and recall both can be lost. */
export const SHAPES: readonly Shape[] = [
  constant('total outage', 1, 3 * MINUTE_S, HOUR_S),
  constant('1 % errors', 0.01, 0.5 * HOUR_S, 8 * HOUR_S),
  constant('5 % errors', 0.05, 5 * MINUTE_S, 2 * HOUR_S),
  {
    name: 'slow ramp',
    create: (random) => {
      const durationS = between(random, 6 * HOUR_S, 24 * HOUR_S);
      const top = between(random, 0.004, 0.02);
      return { durationS, errorRatio: (atS) => (top * atS) / durationS, load: steady(USUAL_LOAD) };
    },
  },
  {
    name: 'flapping',
    create: (random) => {
      const onS = between(random, MINUTE_S, 4 * MINUTE_S);
      const periodS = onS + between(random, 8 * MINUTE_S, 28 * MINUTE_S);
      const ratio = between(random, 0.02, 0.5);
      const durationS = between(random, 2 * HOUR_S, 6 * HOUR_S);
      return { durationS, errorRatio: (atS) => (atS % periodS < onS ? ratio : 0), load: steady(USUAL_LOAD) };
    },
  },
  constant('short blip', 1, 10, 50),
  {
    name: 'chance at low traffic',
    create: (random) => ({
      durationS: 2 * HOUR_S,
      errorRatio: () => 0.02,
      load: steady(between(random, 2, 40) / HOUR_S),
    }),
  },
  {
    name: 'outage at low traffic',
    create: (random) => ({
      durationS: between(random, HOUR_S, 3 * HOUR_S),
      errorRatio: () => 1,
      load: steady(between(random, 10, 200) / HOUR_S),
    }),
  },
  {
    name: 'diurnal load',
    create: (random) => {
      const phaseS = between(random, 0, DAY_S);
      const ratio = between(random, 0.01, 0.05);
      // Ten times as much at noon as at night, the same mean as elsewhere.
      const load = (atS: number) =>
        USUAL_LOAD * (1 + 0.82 * Math.sin((2 * Math.PI * (atS + phaseS)) / DAY_S));
      return { durationS: between(random, 20 * MINUTE_S, 3 * HOUR_S), errorRatio: () => ratio, load };
    },
  },
];
