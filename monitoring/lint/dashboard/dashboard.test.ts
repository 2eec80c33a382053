import { describe, expect, test } from '@jest/globals';
import { knownMetrics } from '../metrics.ts';
import { checkDashboard } from './index.ts';

const known = knownMetrics();
const problemsOf = (document: unknown): string[] =>
  checkDashboard(document, known, (name) => name === 'backlog-age');

const chart = (prometheusQuery: string) => ({
  title: 'Events',
  xyChart: {
    dataSets: [
      {
        timeSeriesQuery: { prometheusQuery, unitOverride: '1/s' },
        plotType: 'LINE',
        legendTemplate: '${labels.system}',
      },
    ],
  },
});
const QUERY = 'sum by (system) (rate(ingest_events_total{system=~"${system.value}"}[${__interval}]))';
const text = { text: { content: 'See [a](../../runbooks/backlog-age.md)', format: 'MARKDOWN' } };
const scorecard = (rest: object) => ({
  scorecard: {
    timeSeriesQuery: { prometheusQuery: 'sum(ingest_outstanding_events)', unitOverride: '1' },
    ...rest,
  },
});
const dashboard = (...tiles: object[]) => ({
  displayName: 'Sound',
  mosaicLayout: {
    columns: 48,
    tiles: [{ width: 48, height: 4, widget: text }, ...tiles],
  },
});
const below = (widget: object) => ({ yPos: 4, width: 24, height: 16, widget });

test('a dashboard is taken with its variables', () => {
  expect(problemsOf(dashboard(below(chart(QUERY))))).toEqual([]);
});

describe('a dashboard is refused', () => {
  test.each<[string, object, string]>([
    [
      'with a key that Cloud Monitoring does not know',
      below({ ...chart(QUERY), description: 'x' }),
      '/mosaicLayout/tiles/1/widget must NOT have additional properties (description)',
    ],
    [
      'with a colour on the threshold of a chart',
      below({
        xyChart: { ...chart(QUERY).xyChart, thresholds: [{ value: 1, label: 'x', color: 'RED' }] },
      }),
      '(color)',
    ],
    [
      'with an axis on the threshold of a scorecard',
      below(
        scorecard({
          thresholds: [{ value: 1, label: 'x', color: 'RED', direction: 'ABOVE', targetAxis: 'Y1' }],
        }),
      ),
      '(targetAxis)',
    ],
    ['with two contents in one tile', below({ ...chart(QUERY), ...text }), 'exactly one schema in oneOf'],
    ['with a tile without content', below({ title: 'nothing' }), 'exactly one schema in oneOf'],
    [
      'with two views of a scorecard',
      below(scorecard({ sparkChartView: { sparkChartType: 'SPARK_LINE' }, gaugeView: { upperBound: 1 } })),
      'must NOT be valid',
    ],
    [
      'with a plot type that does not exist',
      below({
        xyChart: { dataSets: [{ ...chart(QUERY).xyChart.dataSets[0], plotType: 'PIE' }] },
      }),
      'plotType must be equal to one of the allowed values',
    ],
    ['with a position of zero', { ...below(chart(QUERY)), xPos: 0 }, 'xPos is 0, which the API drops'],
    ['with an empty title', below({ ...chart(QUERY), title: '' }), 'title is "", which the API drops'],
    ['with an empty list', below({ xyChart: { dataSets: [] } }), 'dataSets is [], which the API drops'],
    [
      'with a switch that is off',
      below({ sectionHeader: { dividerBelow: false } }),
      'dividerBelow is false, which the API drops',
    ],
    ['with a tile beyond the right edge', { ...below(chart(QUERY)), xPos: 26 }, 'ends at column 50 of 48'],
    [
      'with tiles that overlap',
      { ...below(chart(QUERY)), yPos: 2 },
      'tile "at 0, 0" and tile "Events" overlap',
    ],
    ['with a tile on odd blocks', { ...below(chart(QUERY)), width: 23 }, 'does not stand on even blocks'],
    [
      'with a metric that does not exist',
      below(chart('sum(rate(nobody_knows_total[5m]))')),
      'panel "Events": sum(rate(nobody_knows_total[5m])): nobody_knows_total is neither in the catalogue',
    ],
    [
      'with a link to a runbook that is not there',
      below({ text: { content: '[x](../../runbooks/lost.md)', format: 'MARKDOWN' } }),
      'a text links to ../../runbooks/lost.md',
    ],
    [
      'with a link that leads nowhere from its file',
      below({ text: { content: '[x](runbooks/backlog-age.md)', format: 'MARKDOWN' } }),
      'a text links to runbooks/backlog-age.md',
    ],
  ])('%s', (_, tile, problem) => {
    expect(problemsOf(dashboard(tile)).join('\n')).toContain(problem);
  });

  test('without a layout', () => {
    expect(problemsOf({ displayName: 'x' })).toEqual([
      "/ must have required property 'mosaicLayout' (mosaicLayout)",
    ]);
  });
});
