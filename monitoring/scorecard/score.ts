import type { Incident } from '@flightdeck/alerting';
import { rangeQueries, runPolicy } from '@flightdeck/alerting/testing';
import { createEngine } from '@flightdeck/promql';
import { createScenario, type Scenario } from './scenario.ts';
import { HOUR_S, SHAPES, type Shape } from './shapes.ts';
import { type Truth, truthOf } from './truth.ts';
import type { WindowSet } from './window-sets.ts';

/** What one set made of one scenario. Times in seconds; null where nothing opened or closed. */
export interface Outcome {
  readonly set: string;
  readonly shape: string;
  readonly seed: number;
  readonly truth: Truth;
  readonly paged: boolean;
  readonly ticketed: boolean;
  /** From the fault's start to the first page. */
  readonly detectionS: number | null;
  /** From the fault's end to the close of the last page. */
  readonly resetS: number | null;
}

/** Evaluation begins shortly before the fault: what comes earlier only fills the windows. */
const WATCHED_BEFORE_S = 6 * HOUR_S;
const GRID_S = 30;

/** Plays every shape `seeds` times against every set. */
export function* score(
  sets: readonly WindowSet[],
  seeds: number,
  shapes: readonly Shape[] = SHAPES,
): Generator<Outcome> {
  for (const [index, shape] of shapes.entries())
    for (let n = 0; n < seeds; n++) {
      const seed = index * 1000 + n;
      const scenario = createScenario(shape, seed);
      const truth = truthOf(scenario);
      for (const set of sets) yield { seed, truth, ...judge(set, scenario) };
    }
}

function judge(set: WindowSet, scenario: Scenario): Omit<Outcome, 'seed' | 'truth'> {
  const startMs = Math.floor((scenario.faultStartS - WATCHED_BEFORE_S) / GRID_S) * GRID_S * 1000;
  const endMs = Math.floor(scenario.endS / GRID_S) * GRID_S * 1000;
  const query = rangeQueries(createEngine({ storage: scenario.storage }), startMs, endMs);
  const pages = runPolicy(set.page, query, startMs, endMs).incidents;
  const tickets = runPolicy(set.ticket, query, startMs, endMs).incidents;
  return {
    set: set.name,
    shape: scenario.shape,
    paged: pages.length > 0,
    ticketed: tickets.length > 0,
    detectionS: detection(pages, scenario),
    resetS: reset(pages, scenario),
  };
}

function detection(pages: readonly Incident[], { faultStartS }: Scenario): number | null {
  const after = pages
    .map(({ openedAtMs }) => openedAtMs / 1000 - faultStartS)
    .filter((seconds) => seconds >= 0);
  return after.length === 0 ? null : Math.min(...after);
}

function reset(pages: readonly Incident[], { faultEndS }: Scenario): number | null {
  const closed = pages.flatMap(({ closedAtMs }) =>
    closedAtMs === null ? [] : [closedAtMs / 1000 - faultEndS],
  );
  return closed.length === 0 ? null : Math.max(0, ...closed);
}
