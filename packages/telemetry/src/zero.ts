import type { Attributes, Counter } from '@opentelemetry/api';
import type { Instrument } from './catalogue.ts';

/** Series beyond this are not started ahead of time; a label combination that large is a mistake anyway. */
const MOST_OPEN_VALUES = 1000;

/**
 * A counter whose sibling series start at 0: with the first event of a system, its `stored`, `rejected`
 * and `failed` all exist. `rate()` sees increases only, so the first failures of a series that is born
 * with them would be invisible, and with them the first interval of every outage.
 */
export function startingFromZero(counter: Counter, { labels }: Instrument): Pick<Counter, 'add'> {
  const open = Object.keys(labels).filter((name) => !('values' in (labels[name] ?? {})));
  const siblings = combinations(labels);
  const started = new Set<string>();
  const start = (given: Attributes): void => {
    const key = open.map((name) => given[name]).join('\u0000');
    if (started.has(key) || started.size >= MOST_OPEN_VALUES) return;
    started.add(key);
    for (const closed of siblings) counter.add(0, { ...given, ...closed });
  };
  return {
    add: (value, given = {}) => {
      start(given);
      counter.add(value, given);
    },
  };
}

/** Every combination of the values of the labels whose values are known; one empty one if there are none. */
function combinations(labels: Instrument['labels']): Attributes[] {
  let all: Attributes[] = [{}];
  for (const [name, label] of Object.entries(labels)) {
    if (!('values' in label)) continue;
    all = all.flatMap((one) => label.values.map((value) => ({ ...one, [name]: value })));
  }
  return all;
}
