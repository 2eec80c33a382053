import { type Alerting, burnFactor, errorBudget, errorRatio, type Slo } from '@flightdeck/slo';
import type { Dashboard, StateThreshold, Tile, TimeSeriesQuery } from '../dashboard-format/types.ts';

const COLUMNS = 48;
const TEXT_HEIGHT = 8;
const HEADER_HEIGHT = 4;
const CHART_HEIGHT = 16;
const SCORE_WIDTH = 12;
const GLANCE_HEIGHT = 8;

/**
 * The dashboard of budgets and burn rates: for each SLO what is left, how fast it goes, and over each window
 * that pages how near it is to paging. All figures come from the SLO documents.
 */
export function sloDashboard(slos: readonly Slo[], alerting: Alerting): Dashboard {
  const sectionHeight = HEADER_HEIGHT + CHART_HEIGHT;
  const top = TEXT_HEIGHT + GLANCE_HEIGHT;
  return {
    displayName: 'Flightdeck SLOs',
    labels: { flightdeck: 'true' },
    mosaicLayout: {
      columns: COLUMNS,
      tiles: [
        {
          width: COLUMNS,
          height: TEXT_HEIGHT,
          widget: { text: { content: intro(slos), format: 'MARKDOWN' } },
        },
        ...glance(slos),
        ...slos.flatMap((slo, index) => section(slo, alerting, top + index * sectionHeight)),
      ],
    },
  };
}

function intro(slos: readonly Slo[]): string {
  const links = slos.map(({ name, displayName }) => `[${displayName}](../../runbooks/slo-${name}-page.md)`);
  return [
    '**Is a promise in danger?** *Budget left* is what may still fail in 30 days, over as much of them as there is data. *Burn rate* is how many times faster than allowed it goes: at 1 it lasts exactly 30 days. It pages when both windows of a pair are above their line.',
    `Runbooks: ${links.join(' · ')}`,
  ].join('\n\n');
}

/** What is left of every budget, side by side. */
function glance(slos: readonly Slo[]): Tile[] {
  const width = 2 * Math.floor(COLUMNS / slos.length / 2);
  return slos.map((slo, index) => ({
    ...(index > 0 ? { xPos: index * width } : {}),
    yPos: TEXT_HEIGHT,
    width,
    height: GLANCE_HEIGHT,
    widget: {
      title: `${slo.displayName}: budget left`,
      scorecard: {
        timeSeriesQuery: {
          prometheusQuery: `1 - (${errorRatio(slo.indicator, slo.periodSeconds)}) / ${errorBudget(slo.target)}`,
          unitOverride: '10^2.%',
        },
        thresholds: LEFT,
      },
    },
  }));
}

function section(slo: Slo, alerting: Alerting, top: number): Tile[] {
  const pairs = alerting.alerts.find(({ name }) => name === 'page')?.windows ?? [];
  const budget = errorBudget(slo.target);
  const burnRate = (seconds: number): TimeSeriesQuery => ({
    prometheusQuery: `(${errorRatio(slo.indicator, seconds)}) / ${budget}`,
    unitOverride: '1',
  });
  const windows = [...new Set(pairs.flatMap(({ longSeconds, shortSeconds }) => [shortSeconds, longSeconds]))];
  const longest = Math.min(...pairs.map(({ longSeconds }) => longSeconds));
  const fastest = Math.max(...pairs.map((pair) => burnFactor(pair, slo.periodSeconds)));
  const below = top + HEADER_HEIGHT;
  return [
    {
      yPos: top,
      width: COLUMNS,
      height: HEADER_HEIGHT,
      widget: { title: slo.displayName, sectionHeader: { subtitle: slo.description, dividerBelow: true } },
    },
    {
      yPos: below,
      width: SCORE_WIDTH,
      height: CHART_HEIGHT,
      widget: {
        title: `Burn rate, ${label(longest)}`,
        scorecard: { timeSeriesQuery: burnRate(longest), thresholds: burning(fastest) },
      },
    },
    {
      xPos: SCORE_WIDTH,
      yPos: below,
      width: COLUMNS - SCORE_WIDTH,
      height: CHART_HEIGHT,
      widget: {
        title: `Burn rate: ${slo.displayName}`,
        xyChart: {
          dataSets: windows
            .sort((a, b) => a - b)
            .map((seconds) => ({
              timeSeriesQuery: burnRate(seconds),
              plotType: 'LINE',
              legendTemplate: label(seconds),
              minAlignmentPeriod: '60s',
              targetAxis: 'Y1',
            })),
          thresholds: pairs.map((pair) => {
            const factor = burnFactor(pair, slo.periodSeconds);
            return {
              value: factor,
              label: `page: ${label(pair.longSeconds)} and ${label(pair.shortSeconds)} at ${factor}`,
              targetAxis: 'Y1',
            };
          }),
          yAxis: { scale: 'LINEAR', label: 'times the allowed rate' },
          chartOptions: { mode: 'COLOR' },
        },
      },
    },
  ];
}

/** Zero would be dropped by the API: a thousandth of the budget counts as spent. */
const LEFT: readonly StateThreshold[] = [
  { value: 0.25, color: 'YELLOW', direction: 'BELOW', label: 'a quarter left' },
  { value: 0.001, color: 'RED', direction: 'BELOW', label: 'spent' },
];

const burning = (factor: number): StateThreshold[] => [
  { value: 1, color: 'YELLOW', direction: 'ABOVE', label: 'faster than allowed' },
  { value: factor, color: 'RED', direction: 'ABOVE', label: 'pages' },
];

const label = (seconds: number): string => (seconds < 3600 ? `${seconds / 60} min` : `${seconds / 3600} h`);
