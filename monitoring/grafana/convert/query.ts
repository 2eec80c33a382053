import type { DashboardFilter, TimeSeriesQuery } from '../../dashboard-format/types.ts';

/** Our data arrive once a minute: a shorter step shows nothing more. */
const SHORTEST_STEP = '60s';

/** A target of a Grafana panel, asking the data source that the dashboard's variable names. */
export interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat: string;
  readonly range: boolean;
  readonly instant: boolean;
  readonly interval: string;
  readonly format: 'time_series' | 'table';
}

/**
 * @param index of the query in its panel, from 0
 * @param newest only the newest value is wanted
 */
export function target(
  { prometheusQuery, outputFullDuration = false }: TimeSeriesQuery,
  { index, legend, newest = false, table = false }: TargetOptions,
): Target {
  const instant = newest || outputFullDuration;
  return {
    refId: String.fromCharCode('A'.charCodeAt(0) + index),
    expr: grafanaQuery(prometheusQuery, outputFullDuration),
    legendFormat: grafanaLegend(legend),
    range: !instant,
    instant,
    interval: SHORTEST_STEP,
    format: table ? 'table' : 'time_series',
  };
}

interface TargetOptions {
  readonly index: number;
  readonly legend: string;
  readonly newest?: boolean;
  readonly table?: boolean;
}

/** Cloud Monitoring's variables as Grafana's; a value goes in as it is, since it is a pattern already. */
export function grafanaQuery(query: string, wholeRange = false): string {
  return query
    .replaceAll('${__interval}', wholeRange ? '$__range' : '$__rate_interval')
    .replaceAll(/\$\{(\w+)\.value\}/g, '${$1:raw}');
}

/** `${labels.route}` is `{{route}}` there. */
export function grafanaLegend(template: string): string {
  return template.replaceAll(/\$\{labels\.(\w+)\}/g, '{{$1}}');
}

/** The data source, then a text box for each filter: Google's API does not list a label's values for Grafana. */
export function variables(filters: readonly DashboardFilter[]): object[] {
  return [
    { type: 'datasource', name: 'datasource', label: 'Data source', query: 'prometheus' },
    ...filters.map(({ labelKey, templateVariable, stringValue = '.*' }) => ({
      type: 'textbox',
      name: templateVariable,
      label: `${labelKey} (pattern)`,
      query: stringValue,
      current: { text: stringValue, value: stringValue },
    })),
  ];
}
