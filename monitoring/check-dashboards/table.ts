import type { PanelCount } from './count.ts';

/** One line a query: samples, dashboard and panel; the query as well where it is empty. */
export function table(counts: readonly PanelCount[]): string {
  return counts
    .map(({ dashboard, panel, query, samples }) => {
      const line = `${String(samples).padStart(7)}  ${dashboard}: ${panel}`;
      return samples === 0 ? `${line}\n         EMPTY: ${query}` : line;
    })
    .join('\n');
}
