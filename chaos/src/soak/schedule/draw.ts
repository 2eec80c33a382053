import { seededRandom } from '@flightdeck/random';
import { CATALOGUE, type Draw } from './catalogue.ts';
import type { Schedule, Step } from './document.ts';

/** Before the first fault: what is measured then is how the pipeline is without any. */
const CALM_START_SECONDS = 5;
/** Mean pause from one fault's start to the next one's: faults of 3 to 20 s then overlap, one or two at a time. */
const MEAN_GAP_SECONDS = 8;
/** Every fourth seed ends no process: only a process that lives long shows whether its memory grows. */
const LASTING_SEEDS = 4;
/** Times are whole tenths: short in the file, and still nobody's multiple. */
const TENTHS = 10;

/**
 * What to do to a pipeline in `seconds` seconds: the same seed gives the same schedule. Actions are drawn like cards,
 * without putting them back until all were drawn, so that few seeds cover everything.
 */
export function drawSchedule(seed: number, seconds: number): Schedule {
  const random = seededRandom(seed);
  const drawn = isLasting(seed) ? CATALOGUE.filter(({ endsProcess }) => !endsProcess) : CATALOGUE;
  const steps: Step[] = [];
  let deck: Draw[] = [];
  let at = CALM_START_SECONDS;
  for (let number = 1; ; number++) {
    at = round(at + random.whole(0, 2 * MEAN_GAP_SECONDS * TENTHS) / TENTHS);
    if (deck.length === 0) deck = random.shuffle(drawn);
    const draw = deck.pop();
    if (at >= seconds || draw === undefined) return { seed, seconds, steps };
    const [min, max] = draw.seconds;
    const span = random.whole(min * TENTHS, max * TENTHS) / TENTHS;
    const action = draw.action(random, number);
    steps.push({ at, seconds: round(Math.min(span, seconds - at)), action });
  }
}

/** Whether the seed's schedule lets every process live from beginning to end. */
export const isLasting = (seed: number): boolean => seed % LASTING_SEEDS === 0;

const round = (seconds: number): number => Math.round(seconds * TENTHS) / TENTHS;
