import { useMemo } from 'preact/hooks';
import { queryRange } from '../data/promql.ts';
import { marks } from '../state/marks.ts';
import { usePage } from '../state/page.ts';
import type { Window } from '../state/range.ts';
import { useData } from '../state/use-data.ts';
import { Chart } from './chart.tsx';
import { legendText } from './legend.ts';
import type { Span, Threshold } from './overlays.ts';
import { colourOf } from './palette.ts';
import type { Plot } from './plot.ts';

export interface ChartQuery {
  readonly query: string;
  /** Cloud Monitoring's legend template. */
  readonly legend?: string;
}

export interface QueryChartProps {
  readonly title: string;
  readonly queries: readonly ChartQuery[];
  readonly unit?: string;
  readonly stacked?: boolean;
  readonly thresholds?: readonly Threshold[];
  readonly height?: number;
  /** Shaded instead of every incident and fault. */
  readonly spans?: readonly Span[];
  /** Shown instead of the page's range. */
  readonly window?: Window;
}

const NONE: readonly never[] = [];

/** A chart of PromQL queries over the page's range; keeps its size while it loads and when it is empty. */
export function QueryChart({
  title,
  queries,
  unit = '1',
  stacked = false,
  height = 200,
  ...rest
}: QueryChartProps) {
  const page = usePage();
  const { select } = page;
  const { window = page.window } = rest;
  const { thresholds = NONE } = rest;
  const { spans = marks.value } = rest;
  const key = JSON.stringify([queries, window.to - window.from, window.step, rest.window?.from]);
  const { value, error, loading } = useData(key, async (signal) => {
    const results = await Promise.all(queries.map(({ query }) => queryRange(query, window, signal)));
    return { results, window };
  });
  const plot = useMemo<Plot | undefined>(() => {
    if (!value) return undefined;
    const named = value.results.flatMap((series, index) =>
      series.map((one) => ({ ...one, name: legendText(queries[index]?.legend, one.labels, title) })),
    );
    const lines = named.map((one, index) => ({ ...one, colour: colourOf(one.name, index) }));
    return { lines, ...value.window, unit, stacked, thresholds, spans };
  }, [value, thresholds, spans, unit, stacked]);

  const empty = plot !== undefined && plot.lines.length === 0;
  return (
    <section class="panel">
      <h3>{title}</h3>
      {plot && !empty ? (
        <Chart title={title} plot={plot} height={height} onSelect={select} />
      ) : (
        <div class="panel-note" style={{ height: `${height}px` }}>
          {loading ? 'Loading …' : (error?.message ?? 'No data in this range. Choose a longer one above.')}
        </div>
      )}
      {error && plot && <p class="panel-error">Not refreshed: {error.message}</p>}
    </section>
  );
}
