import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { readDashboards } from '../../dashboard-format/read.ts';
import type { StateThreshold, Tile, Widget } from '../../dashboard-format/types.ts';
import { grafanaDashboard } from './dashboard.ts';
import { CONSOLE_RUNBOOKS, grafanaFiles } from './files.ts';
import { place } from './layout.ts';
import { panel } from './panels.ts';
import { grafanaLegend, grafanaQuery, target } from './query.ts';
import { stateSteps } from './thresholds.ts';
import { grafanaUnit } from './units.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const query = { prometheusQuery: 'up', unitOverride: 's' };
const state = (
  value: number,
  color: StateThreshold['color'],
  direction: StateThreshold['direction'],
): StateThreshold => ({ value, color, direction, label: 'x' });

describe('queries', () => {
  test('the interval is the one that rate() needs', () => {
    expect(grafanaQuery('rate(a[${__interval}])')).toBe('rate(a[$__rate_interval])');
  });

  test('a query over the full duration is asked once, over the range shown', () => {
    const full = {
      prometheusQuery: 'increase(a[${__interval}])',
      unitOverride: '1',
      outputFullDuration: true,
    };
    expect(target(full, { index: 1, legend: '' })).toMatchObject({
      refId: 'B',
      expr: 'increase(a[$__range])',
      instant: true,
      range: false,
    });
  });

  test('a filter is a variable whose value goes in as it is', () => {
    expect(grafanaQuery('a{system=~"${system.value}"}')).toBe('a{system=~"${system:raw}"}');
  });

  test('labels of a legend', () => {
    expect(grafanaLegend('${labels.code} of ${labels.route}')).toBe('{{code}} of {{route}}');
  });
});

describe('units', () => {
  test.each([
    ['s', 's'],
    ['10^2.%', 'percentunit'],
    ['%', 'percent'],
    ['By', 'bytes'],
    ['1', 'short'],
    ['1/s', 'cps'],
  ])('%s is %s', (ucum, unit) => {
    expect(grafanaUnit(ucum)).toBe(unit);
  });

  test('an unknown one is refused', () => {
    expect(() => grafanaUnit('furlong')).toThrow('no Grafana unit for "furlong"; there are 1, s,');
  });
});

describe('thresholds of a scorecard', () => {
  test('upwards', () => {
    expect(stateSteps([state(5, 'RED', 'ABOVE'), state(1, 'YELLOW', 'ABOVE')]).steps).toEqual([
      { value: null, color: 'green' },
      { value: 1, color: 'yellow' },
      { value: 5, color: 'red' },
    ]);
  });

  test('downwards, red at the bottom', () => {
    expect(stateSteps([state(0.25, 'YELLOW', 'BELOW'), state(0.001, 'RED', 'BELOW')]).steps).toEqual([
      { value: null, color: 'red' },
      { value: 0.001, color: 'yellow' },
      { value: 0.25, color: 'green' },
    ]);
  });

  test('on both sides', () => {
    expect(stateSteps([state(9, 'RED', 'ABOVE'), state(2, 'YELLOW', 'BELOW')]).steps).toEqual([
      { value: null, color: 'yellow' },
      { value: 2, color: 'green' },
      { value: 9, color: 'red' },
    ]);
  });

  test('none is green', () => {
    expect(stateSteps([]).steps).toEqual([{ value: null, color: 'green' }]);
  });
});

describe('layout', () => {
  const at = (xPos: number, yPos: number, width: number, height: number, widget: Widget = {}): Tile => ({
    xPos,
    yPos,
    width,
    height,
    widget,
  });

  test('is halved', () => {
    expect(place([at(24, 6, 24, 16)])[0]?.position).toEqual({ x: 12, y: 3, w: 12, h: 8 });
  });

  test('a section header becomes a row, and what stands below moves up', () => {
    const header = { title: 'Cache', sectionHeader: { subtitle: 'who is shielded' } };
    const placed = place([at(0, 20, 24, 16), at(0, 16, 48, 4, header), at(0, 0, 48, 16)]);
    expect(placed.map(({ position: { y, h } }) => [y, h])).toEqual([
      [0, 8],
      [8, 1],
      [9, 8],
    ]);
    expect(panel(header, '')).toEqual({
      type: 'row',
      title: 'Cache: who is shielded',
      collapsed: false,
      panels: [],
    });
  });
});

describe('panels', () => {
  test('a chart keeps legend, unit, stacking, and says what its lines mean', () => {
    const widget: Widget = {
      title: 'Latency',
      xyChart: {
        dataSets: [{ timeSeriesQuery: query, plotType: 'STACKED_AREA', legendTemplate: '${labels.route}' }],
        thresholds: [{ value: 0.3, label: 'SLO' }],
      },
    };
    expect(panel(widget, '')).toMatchObject({
      type: 'timeseries',
      title: 'Latency',
      description: 'Lines: 0.3: SLO',
      datasource: { type: 'prometheus', uid: '${datasource}' },
      targets: [{ refId: 'A', expr: 'up', legendFormat: '{{route}}', range: true }],
      fieldConfig: {
        defaults: {
          unit: 's',
          custom: { stacking: { mode: 'normal' }, thresholdsStyle: { mode: 'dashed' } },
          thresholds: {
            steps: [
              { value: null, color: 'green' },
              { value: 0.3, color: 'red' },
            ],
          },
        },
      },
    });
  });

  test('a scorecard shows the newest value, with a line behind it where it had one', () => {
    expect(panel({ scorecard: { timeSeriesQuery: query } }, '')).toMatchObject({
      type: 'stat',
      targets: [{ instant: true }],
      options: { graphMode: 'none' },
    });
    const spark = { timeSeriesQuery: query, sparkChartView: { sparkChartType: 'SPARK_LINE' as const } };
    expect(panel({ scorecard: spark }, '')).toMatchObject({
      targets: [{ range: true }],
      options: { graphMode: 'area' },
    });
    expect(panel({ scorecard: { timeSeriesQuery: query, gaugeView: { upperBound: 1 } } }, '')).toMatchObject({
      type: 'gauge',
      fieldConfig: { defaults: { min: 0, max: 1 } },
    });
  });

  test('a table names its columns, drops the time and ranks', () => {
    const widget: Widget = {
      timeSeriesTable: {
        dataSets: [{ timeSeriesQuery: query }],
        columnSettings: [
          { column: 'system', visible: true, displayName: 'System' },
          { column: 'value', visible: true, displayName: 'Burn rate' },
        ],
        metricVisualization: 'BAR',
      },
    };
    expect(panel(widget, '')).toMatchObject({
      type: 'table',
      targets: [{ format: 'table', instant: true }],
      transformations: [
        {
          id: 'organize',
          options: { excludeByName: { Time: true }, renameByName: { system: 'System', Value: 'Burn rate' } },
        },
      ],
      fieldConfig: { overrides: [{ matcher: { id: 'byName', options: 'Burn rate' } }] },
      options: { sortBy: [{ displayName: 'Burn rate', desc: true }] },
    });
  });

  test('a text links to where runbooks are read', () => {
    const content = 'See [it](../../runbooks/backlog-age.md).';
    expect(panel({ text: { content, format: 'MARKDOWN' } }, 'https://example.com/{name}.md')).toEqual({
      type: 'text',
      options: { mode: 'markdown', content: 'See [it](https://example.com/backlog-age.md).' },
    });
  });
});

test('a dashboard can be provisioned: classic model, title at the root, unique ids, inside 24 columns', async () => {
  for (const file of await readDashboards(root)) {
    const made = grafanaDashboard(file, CONSOLE_RUNBOOKS) as {
      id?: number;
      panels: { id: number; gridPos: { x: number; y: number; w: number; h: number } }[];
    };
    expect(made).toMatchObject({
      uid: `flightdeck-${file.name}`,
      title: file.dashboard.displayName,
      schemaVersion: 42,
    });
    expect(made.id).toBeUndefined();
    expect(new Set(made.panels.map(({ id }) => id)).size).toBe(made.panels.length);
    for (const { gridPos } of made.panels) {
      expect(Object.values(gridPos).every(Number.isInteger)).toBe(true);
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    }
  }
});

test('the committed files are what the dashboards convert to (else: npm run monitoring:grafana)', async () => {
  const folder = join(root, 'monitoring/grafana/dashboards');
  const files = grafanaFiles(await readDashboards(root), CONSOLE_RUNBOOKS);
  expect((await readdir(folder)).sort()).toEqual(files.map(({ name }) => name).sort());
  for (const { name, text } of files) expect(await readFile(join(folder, name), 'utf8')).toBe(text);
});
