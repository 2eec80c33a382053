import type { Scorecard, TimeSeriesTable, Widget, XyChart } from '../../dashboard-format/types.ts';
import { target } from './query.ts';
import { describe, lineSteps, stateSteps } from './thresholds.ts';
import { grafanaUnit } from './units.ts';

/** Where a runbook is read: a URL with `{name}` in it. */
export type RunbookUrl = string;

/** What the dashboard's variable of the same name points to. */
const datasource = { type: 'prometheus', uid: '${datasource}' };

/** The panel of a widget, without `id` and place. */
export function panel(widget: Widget, runbookUrl: RunbookUrl): object {
  const title = widget.title === undefined ? {} : { title: widget.title };
  if (widget.xyChart) return { ...title, ...chart(widget.xyChart) };
  if (widget.scorecard) return { ...title, ...stat(widget.scorecard) };
  if (widget.timeSeriesTable) return { ...title, ...table(widget.timeSeriesTable) };
  if (widget.sectionHeader) {
    const name = [widget.title, widget.sectionHeader.subtitle]
      .filter((part) => part !== undefined)
      .join(': ');
    return { type: 'row', title: name, collapsed: false, panels: [] };
  }
  return { ...title, ...text(widget.text?.content ?? '', runbookUrl) };
}

function chart({ dataSets, thresholds = [], yAxis }: XyChart): object {
  const [first] = dataSets;
  const stacked = first?.plotType !== 'LINE';
  const bars = first?.plotType === 'STACKED_BAR';
  return {
    type: 'timeseries',
    datasource,
    ...(thresholds.length > 0 ? { description: `Lines: ${describe(thresholds)}` } : {}),
    targets: dataSets.map(({ timeSeriesQuery, legendTemplate }, index) =>
      target(timeSeriesQuery, { index, legend: legendTemplate }),
    ),
    fieldConfig: {
      defaults: {
        unit: grafanaUnit(first?.timeSeriesQuery.unitOverride ?? '1'),
        min: 0,
        thresholds: lineSteps(thresholds),
        custom: {
          drawStyle: bars ? 'bars' : 'line',
          fillOpacity: stacked ? 25 : 0,
          stacking: { mode: stacked ? 'normal' : 'none' },
          thresholdsStyle: { mode: thresholds.length > 0 ? 'dashed' : 'off' },
          axisLabel: yAxis?.label ?? '',
          scaleDistribution: yAxis?.scale === 'LOG10' ? { type: 'log', log: 10 } : { type: 'linear' },
        },
      },
      overrides: [],
    },
    options: {
      legend: { displayMode: 'list', placement: 'bottom', calcs: ['lastNotNull'] },
      tooltip: { mode: 'multi' },
    },
  };
}

function stat({ timeSeriesQuery, sparkChartView, gaugeView, thresholds = [] }: Scorecard): object {
  const bounds = gaugeView ? { min: gaugeView.lowerBound ?? 0, max: gaugeView.upperBound } : {};
  return {
    type: gaugeView ? 'gauge' : 'stat',
    datasource,
    ...(thresholds.length > 0 ? { description: describe(thresholds) } : {}),
    targets: [target(timeSeriesQuery, { index: 0, legend: '', newest: sparkChartView === undefined })],
    fieldConfig: {
      defaults: {
        unit: grafanaUnit(timeSeriesQuery.unitOverride),
        thresholds: stateSteps(thresholds),
        ...bounds,
      },
      overrides: [],
    },
    options: {
      reduceOptions: { calcs: ['lastNotNull'] },
      colorMode: 'value',
      graphMode: sparkChartView ? 'area' : 'none',
    },
  };
}

function table({ dataSets, columnSettings = [], metricVisualization }: TimeSeriesTable): object {
  const names = Object.fromEntries(
    columnSettings.map(({ column, displayName = column }) => [
      column === 'value' ? 'Value' : column,
      displayName,
    ]),
  );
  const value = names['Value'] ?? 'Value';
  const bar = { id: 'custom.cellOptions', value: { type: 'gauge', mode: 'basic' } };
  return {
    type: 'table',
    datasource,
    targets: dataSets.map(({ timeSeriesQuery, tableTemplate = '' }, index) =>
      target(timeSeriesQuery, { index, legend: tableTemplate, newest: true, table: true }),
    ),
    transformations: [{ id: 'organize', options: { excludeByName: { Time: true }, renameByName: names } }],
    fieldConfig: {
      defaults: {
        unit: grafanaUnit(dataSets[0]?.timeSeriesQuery.unitOverride ?? '1'),
        min: 0,
        thresholds: stateSteps(columnSettings.flatMap(({ thresholds = [] }) => thresholds)),
      },
      overrides:
        metricVisualization === 'BAR'
          ? [{ matcher: { id: 'byName', options: value }, properties: [bar] }]
          : [],
    },
    options: { showHeader: true, sortBy: [{ displayName: value, desc: true }] },
  };
}

function text(content: string, runbookUrl: RunbookUrl): object {
  const linked = content.replaceAll(/\]\(\.\.\/\.\.\/runbooks\/([\w-]+)\.md\)/g, (_, name: string) => {
    return `](${runbookUrl.replaceAll('{name}', name)})`;
  });
  return { type: 'text', options: { mode: 'markdown', content: linked } };
}
