import type { Attributes } from '@opentelemetry/api';
import type { Instrument } from './catalogue.ts';
import { boundBy, type Label, seriesOf } from './labels.ts';

/** The states of one instrument, one per combination of labels. */
export interface SeriesTable<State> {
  /** The state for these labels, brought within their bounds; the same labels give the same state. */
  of(labels: Readonly<Record<string, string>> | undefined): State;
  entries(): Iterable<readonly [labels: Attributes, state: State]>;
}

/** A ceiling per instrument, whatever its labels could combine to; Cloud Monitoring bills by sample. */
export const MOST_SERIES = 2000;

/** The most series an instrument can have. */
export const cardinality = ({ labels }: Instrument): number =>
  Math.min(
    MOST_SERIES,
    Object.values(labels).reduce((product, label) => product * seriesOf(label), 1),
  );

/**
 * @param withSiblings makes the first event of, say, a system also start the series of its other outcomes.
 *   `rate()` sees increases only: failures that a series is born with would be invisible, and with them
 *   the first interval of every outage.
 */
export function seriesTable<State>(
  instrument: Instrument,
  create: () => State,
  withSiblings: boolean,
): SeriesTable<State> {
  const labels = Object.entries(instrument.labels).map(([name, label]) => ({
    name,
    toBounds: boundBy(label),
  }));
  const states = new Map<string, { readonly labels: Attributes; readonly state: State }>();
  const seen = seenBefore<State>(labels.map(({ name }) => name));
  const siblings = withSiblings ? combinations(instrument.labels) : [];

  const stateOf = (bounded: Attributes): State => {
    const key = Object.values(bounded).join(SEPARATOR);
    const known = states.get(key);
    if (known !== undefined) return known.state;
    const full = states.size >= MOST_SERIES;
    const state = create();
    // What is over the ceiling is taken and forgotten; the labels' bounds make it unreachable in practice.
    if (!full) states.set(key, { labels: bounded, state });
    return state;
  };
  const firstSight = (given: Readonly<Record<string, string>>): State => {
    const bounded: Attributes = {};
    for (const { name, toBounds } of labels) bounded[name] = toBounds(given[name]);
    const state = stateOf(bounded);
    for (const sibling of siblings) stateOf({ ...bounded, ...sibling });
    seen.remember(given, state);
    return state;
  };

  return {
    of: (given = NO_LABELS) => seen.recall(given) ?? firstSight(given),
    *entries() {
      for (const { labels: one, state } of states.values()) yield [one, state];
    },
  };
}

const NO_LABELS: Readonly<Record<string, string>> = {};

/** Stands in no label value: the patterns of open labels do not let it through. */
const SEPARATOR = '\u0000';

type Level<State> = Map<string | undefined, Level<State> | { readonly state: State }>;

/**
 * The path every event takes: finds the state for labels that were given before, without bounding them
 * again. One map per label, because a key put together would have to be hashed anew each time.
 */
function seenBefore<State>(names: readonly string[]) {
  const root: Level<State> = new Map();
  const last = names.length - 1;
  let remembered = 0;
  let withoutLabels: State | undefined;
  return {
    recall(given: Readonly<Record<string, string>>): State | undefined {
      if (last < 0) return withoutLabels;
      let level: Level<State> = root;
      for (let index = 0; index < last; index += 1) {
        const next = level.get(given[names[index] as string]);
        if (next === undefined) return undefined;
        level = next as Level<State>;
      }
      return (level.get(given[names[last] as string]) as { state: State } | undefined)?.state;
    },
    remember(given: Readonly<Record<string, string>>, state: State): void {
      if (last < 0) withoutLabels = state;
      // Values out of bounds are endless: beyond the ceiling each is bounded again instead of kept.
      if (last < 0 || remembered >= MOST_SERIES) return;
      remembered += 1;
      let level: Level<State> = root;
      for (const name of names.slice(0, last)) {
        const next = (level.get(given[name]) as Level<State> | undefined) ?? new Map();
        level.set(given[name], next);
        level = next;
      }
      level.set(given[names[last] as string], { state });
    },
  };
}

/** Every combination of the values of those labels whose values are known. */
function combinations(labels: Readonly<Record<string, Label>>): Attributes[] {
  let all: Attributes[] = [{}];
  for (const [name, label] of Object.entries(labels)) {
    if (!('values' in label)) continue;
    all = all.flatMap((one) => label.values.map((value) => ({ ...one, [name]: value })));
  }
  return all;
}
