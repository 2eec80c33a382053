import { expectedEvent, routeOf, type SourceFlights } from './flights.ts';

/** How many flights of a key the first `rows` rows of the source hold: more than that cannot be answered. */
export interface Ceilings {
  /** `total`, a system's name, or a route `ATL-ORD`. */
  upTo(key: string, rows: number): number;
  /** Row numbers of a key among the first `rows`, ascending. */
  rowsOf(key: string, rows: number): readonly number[];
}

export const TOTAL = 'total';

/** Indexes the source once: a number per row and key. */
export function ceilingsOf(flights: SourceFlights): Ceilings {
  const rowsByKey = new Map<string, number[]>();
  const add = (key: string, number: number): void => {
    const list = rowsByKey.get(key);
    if (list === undefined) rowsByKey.set(key, [number]);
    else list.push(number);
  };
  for (let number = 1; number <= flights.total; number++) {
    const event = expectedEvent(flights, number);
    add(event.system, number);
    add(routeOf(event), number);
  }
  const upTo = (key: string, rows: number): number => {
    if (key === TOTAL) return Math.min(rows, flights.total);
    const list = rowsByKey.get(key) ?? [];
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((list[middle] ?? Number.POSITIVE_INFINITY) <= rows) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return { upTo, rowsOf: (key, rows) => (rowsByKey.get(key) ?? []).slice(0, upTo(key, rows)) };
}
