import type uPlot from 'uplot';
import { align, stack } from './align.ts';
import { formatTick, formatValue } from './format.ts';
import { drawSpans, drawThresholds, type Span, type Threshold } from './overlays.ts';

export interface Line {
  readonly name: string;
  readonly colour: string;
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
}

export interface Plot {
  readonly lines: readonly Line[];
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly unit: string;
  readonly stacked: boolean;
  readonly thresholds: readonly Threshold[];
  readonly spans: readonly Span[];
}

/** All charts of a page show the same moment under the pointer. */
const SYNC_KEY = 'page';
/** Head room above the highest point, as a share of it. */
const HEAD_ROOM = 1.08;

/** The columns uPlot wants, stacked where asked. */
export function plotData({ lines, from, to, step, stacked }: Plot): uPlot.AlignedData {
  const { times, rows } = align(
    lines.map(({ times: own, values }) => ({ labels: {}, times: own, values })),
    from,
    to,
    step,
  );
  return [times, ...(stacked ? stack(rows) : rows)] as uPlot.AlignedData;
}

/** What must be the same for a plot to take new data without being made anew. */
export function plotShape({ lines, unit, stacked }: Plot): string {
  return JSON.stringify([unit, stacked, lines.map(({ name, colour }) => [name, colour])]);
}

export interface PlotEvents {
  readonly current: () => Plot;
  readonly onSelect: (from: number, to: number) => void;
  readonly onHover: (index: number | null) => void;
}

/** uPlot's options: axes that start at 0 with their unit, shared crosshair, drag to select a range. */
export function plotOptions(
  plot: Plot,
  size: { width: number; height: number },
  events: PlotEvents,
): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const colours = {
    threshold: colour('--threshold'),
    incident: colour('--incident-shade'),
    fault: colour('--fault-hatch'),
  };
  const axis = {
    stroke: colour('--text-dim'),
    grid: { stroke: colour('--grid'), width: 1 },
    ticks: { show: false },
  };
  return {
    ...size,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: {
      sync: { key: SYNC_KEY, scales: ['x', null] },
      drag: { x: true, y: false, setScale: false },
      points: { size: 6 },
    },
    scales: {
      x: { time: true, range: () => [events.current().from, events.current().to] },
      y: { range: (_, min, max) => [valueBottom(min), valueTop(events.current(), max)] },
    },
    axes: [
      { ...axis, space: 70, size: 32, values: (_, ticks) => ticks.map(formatTick) },
      { ...axis, size: 62, values: (_, ticks) => ticks.map((value) => formatValue(value, plot.unit)) },
    ],
    series: [{}, ...plot.lines.map((line) => lineOptions(line, plot.stacked))],
    ...(plot.stacked ? { bands: bands(plot.lines) } : {}),
    hooks: {
      drawClear: [(chart) => drawSpans(chart, events.current().spans, colours)],
      draw: [(chart) => drawThresholds(chart, events.current().thresholds, colours)],
      setSelect: [
        (chart) => {
          const { left, width } = chart.select;
          if (width > 2) events.onSelect(chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x'));
          chart.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
        },
      ],
      setCursor: [(chart) => events.onHover(chart.cursor.idx ?? null)],
    },
  };
}

function lineOptions({ name, colour }: Line, stacked: boolean): uPlot.Series {
  return {
    label: name,
    stroke: colour,
    width: 1.5,
    points: { show: false },
    spanGaps: false,
    ...(stacked ? { fill: `${colour}55` } : {}),
  };
}

/** Each stacked area is filled down to the one below it. */
const bands = (lines: readonly Line[]): uPlot.Band[] =>
  lines.slice(1).map((line, index) => ({ series: [index + 2, index + 1], fill: `${line.colour}55` }));

/** Axes start at 0, but what is below it, as an overspent budget, is seen. */
const valueBottom = (min: number | null): number =>
  min !== null && Number.isFinite(min) && min < 0 ? min * HEAD_ROOM : 0;

/** A threshold stays in sight when the data comes within reach of it, or where the chart is about it. */
function valueTop({ thresholds }: Plot, max: number | null): number {
  const highest = max !== null && Number.isFinite(max) && max > 0 ? max : 0;
  const near = thresholds
    .filter(({ value, always }) => always || highest === 0 || value <= highest * 4)
    .map(({ value }) => value);
  const top = Math.max(highest, ...near);
  return top > 0 ? top * HEAD_ROOM : 1;
}
