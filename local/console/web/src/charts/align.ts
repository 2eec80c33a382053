import type { Series } from '../data/promql.ts';

export interface Aligned {
  readonly times: number[];
  readonly rows: (number | null)[][];
}

/** Puts series on one time axis with a step; a missing point is a gap, so that a gap in data is a gap in the line. */
export function align(series: readonly Series[], from: number, to: number, step: number): Aligned {
  const count = Math.floor((to - from) / step) + 1;
  const times = Array.from({ length: Math.max(0, count) }, (_, index) => from + index * step);
  const rows = series.map(({ times: own, values }) => {
    const row: (number | null)[] = new Array(times.length).fill(null);
    for (const [index, time] of own.entries()) {
      const place = Math.round((time - from) / step);
      if (place >= 0 && place < row.length) row[place] = values[index] ?? null;
    }
    return row;
  });
  return { times, rows };
}

/** Running totals for stacked areas; a gap counts as nothing there. */
export function stack(rows: readonly (readonly (number | null)[])[]): (number | null)[][] {
  const totals: number[] = [];
  return rows.map((row) =>
    row.map((value, index) => {
      totals[index] = (totals[index] ?? 0) + (value ?? 0);
      return value === null && totals[index] === 0 ? null : (totals[index] ?? null);
    }),
  );
}
