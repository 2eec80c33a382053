import { formatValue } from '../charts/format.ts';
import { QueryChart } from '../charts/query-chart.tsx';
import type { ScorecardThreshold, Widget } from '../data/dashboards.ts';
import { queryInstant, type Sample } from '../data/promql.ts';
import { usePage } from '../state/page.ts';
import { useData } from '../state/use-data.ts';
import { Markdown } from './markdown.tsx';
import { type Health, State } from './state.tsx';

type Filters = Readonly<Record<string, string>>;

interface WidgetProps {
  readonly widget: Widget;
  readonly filters: Filters;
}

/** Draws one widget of a Cloud Monitoring dashboard. */
export function WidgetView({ widget, filters }: WidgetProps) {
  const { xyChart, scorecard, timeSeriesTable, text, sectionHeader, title = '' } = widget;
  if (xyChart) {
    const queries = xyChart.dataSets.map(({ timeSeriesQuery, legendTemplate = '' }) => ({
      query: fill(timeSeriesQuery.prometheusQuery, filters),
      legend: legendTemplate,
    }));
    return (
      <QueryChart
        title={title}
        queries={queries}
        unit={xyChart.dataSets[0]?.timeSeriesQuery.unitOverride ?? '1'}
        stacked={xyChart.dataSets[0]?.plotType?.startsWith('STACKED') ?? false}
        thresholds={xyChart.thresholds?.map(({ value, label = '' }) => ({ value, label })) ?? []}
      />
    );
  }
  if (scorecard) return <Scorecard title={title} scorecard={scorecard} filters={filters} />;
  if (timeSeriesTable) return <RankedTable title={title} table={timeSeriesTable} filters={filters} />;
  if (sectionHeader) {
    return (
      <h2>
        {title} <span class="dim">{sectionHeader.subtitle}</span>
      </h2>
    );
  }
  return <Markdown text={text?.content ?? ''} />;
}

/** Puts the filters in; an empty one lets everything through. */
const fill = (query = '', filters: Filters): string =>
  query.replaceAll(/\$\{(\w+)\.value\}/g, (_, name: string) => filters[name] || '.*');

function useInstant(query: string) {
  const { window } = usePage();
  return useData(query, (signal) => queryInstant(query, window.to, signal));
}

function Scorecard({
  title,
  scorecard,
  filters,
}: {
  title: string;
  scorecard: NonNullable<Widget['scorecard']>;
  filters: Filters;
}) {
  const { prometheusQuery, unitOverride } = scorecard.timeSeriesQuery;
  const { value, error, loading } = useInstant(fill(prometheusQuery, filters));
  const now = value?.[0]?.value;
  return (
    <section class="panel score">
      <h3>{title}</h3>
      <State
        health={
          now === undefined || Number.isNaN(now) ? 'unknown' : healthOf(now, scorecard.thresholds ?? [])
        }
      >
        <span class="score-value">{loading && !value ? '…' : formatValue(now ?? null, unitOverride)}</span>
      </State>
      {error && <p class="panel-error">{error.message}</p>}
    </section>
  );
}

/** As Cloud Monitoring: thresholds include their value, red wins. */
function healthOf(value: number, thresholds: readonly ScorecardThreshold[]): Health {
  const crossed = thresholds.filter(({ value: limit = 0, direction }) =>
    direction === 'BELOW' ? value <= limit : value >= limit,
  );
  if (crossed.some(({ color }) => color === 'RED')) return 'bad';
  return crossed.length > 0 ? 'warn' : 'ok';
}

function RankedTable({
  title,
  table,
  filters,
}: {
  title: string;
  table: NonNullable<Widget['timeSeriesTable']>;
  filters: Filters;
}) {
  const query = table.dataSets[0]?.timeSeriesQuery;
  const { value } = useInstant(fill(query?.prometheusQuery, filters));
  const rows = [...(value ?? [])].sort((a, b) => b.value - a.value);
  const most = Math.max(...rows.map((row) => row.value), 0);
  return (
    <section class="panel">
      <h3>{title}</h3>
      <table>
        <tbody>
          {rows.map((row) => (
            <tr key={nameOf(row)}>
              <th scope="row">{nameOf(row)}</th>
              <td class="number">
                {formatValue(row.value, query?.unitOverride)}
                <meter min={0} max={most || 1} value={Math.max(0, row.value)} aria-hidden="true" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {value?.length === 0 && <p class="panel-note">No data in this range.</p>}
    </section>
  );
}

const nameOf = ({ labels }: Sample): string => Object.values(labels).join(' ') || 'all';
