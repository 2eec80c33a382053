import type { IngestResult, RunResult, StressResult } from '../result.ts';
import type { Slice } from '../statistics/slices.ts';
import { chart } from './chart.ts';

/** Told apart with every common colour vision (Okabe and Ito). */
const GOOD = '#009E73';
const REFUSED = '#E69F00';
const FAILED = '#D55E00';
const FAST = '#56B4E9';
const MIDDLE = '#0072B2';
const SLOW = '#7B3294';
const BARE = '#6B7785';

/** The pictures of a run, by what it has. */
export function chartsOf({ slices, stress, ingest, latencyObjectiveMs }: RunResult): string[] {
  return [
    ...(stress === undefined ? [] : stressCharts(stress, latencyObjectiveMs)),
    ...(slices === undefined ? [] : sliceCharts(slices, latencyObjectiveMs, stress)),
    ...(ingest === undefined ? [] : ingestCharts(ingest)),
  ];
}

function sliceCharts(slices: readonly Slice[], objectiveMs: number, stress?: StressResult): string[] {
  const x = slices.map(({ at }) => at);
  const perSecond = (key: 'good' | 'shed' | 'failed') => slices.map((slice) => slice[key] / slice.seconds);
  const capacity = stress?.knee.capacityPerSecond;
  const over = stress === undefined ? '' : ', beyond the capacity';
  const control = slices.map(({ controlP50 }) => controlP50);
  return [
    chart({
      title: `What became of the requests${over}`,
      unit: 'a second, by when they were due',
      x,
      xUnit: 'seconds',
      stacked: true,
      series: [
        { name: 'answered well', colour: GOOD, values: perSecond('good') },
        { name: 'refused (503, 429)', colour: REFUSED, values: perSecond('shed') },
        { name: 'failed', colour: FAILED, values: perSecond('failed') },
      ],
      ...(capacity === undefined ? {} : { mark: { value: capacity, name: 'capacity' } }),
    }),
    chart({
      title: `Latency of what was answered well${over}`,
      unit: 'ms from the due time, logarithmic',
      x,
      xUnit: 'seconds',
      logarithmic: true,
      series: [
        { name: 'p99', colour: SLOW, values: slices.map(({ p99 }) => p99) },
        { name: 'p95', colour: MIDDLE, values: slices.map(({ p95 }) => p95) },
        { name: 'p50', colour: FAST, values: slices.map(({ p50 }) => p50) },
        ...(control.some((value) => value !== null)
          ? [{ name: 'p50 of bare Express, same seconds', colour: BARE, values: control, dashed: true }]
          : []),
      ],
      mark: { value: objectiveMs, name: `objective ${objectiveMs} ms` },
    }),
  ];
}

function stressCharts({ steps, knee }: StressResult, objectiveMs: number): string[] {
  // Doubled from step to step: a step each, or the first ones would lie on top of each other.
  const x = steps.map((_, index) => index);
  const xLabels = steps.map(({ connections }) => String(connections));
  return [
    chart({
      title: 'Throughput by connections',
      unit: 'good answers a second',
      x,
      xLabels,
      xUnit: 'connections',
      series: [{ name: 'API', colour: GOOD, values: steps.map(({ goodPerSecond }) => goodPerSecond) }],
      mark: { value: knee.capacityPerSecond, name: `capacity, knee at ${knee.connections} connections` },
    }),
    chart({
      title: 'Latency by connections',
      unit: 'ms, logarithmic',
      x,
      xLabels,
      xUnit: 'connections',
      logarithmic: true,
      series: [
        { name: 'p99', colour: SLOW, values: steps.map(({ latency }) => latency.p99) },
        { name: 'p95', colour: MIDDLE, values: steps.map(({ latency }) => latency.p95) },
        { name: 'p50', colour: FAST, values: steps.map(({ latency }) => latency.p50) },
      ],
      mark: { value: objectiveMs, name: `objective ${objectiveMs} ms` },
    }),
  ];
}

function ingestCharts({ points }: IngestResult): string[] {
  const x = points.map(({ at }) => at);
  return [
    chart({
      title: 'Events',
      unit: 'so far',
      x,
      xUnit: 'seconds',
      series: [
        { name: 'confirmed by Pub/Sub', colour: MIDDLE, values: points.map(({ confirmed }) => confirmed) },
        { name: 'stored', colour: GOOD, values: points.map(({ stored }) => stored) },
      ],
    }),
    chart({
      title: 'Backlog',
      unit: 'events delivered or waiting, not yet acknowledged',
      x,
      xUnit: 'seconds',
      stacked: true,
      series: [{ name: 'backlog', colour: REFUSED, values: points.map(({ backlog }) => backlog) }],
    }),
  ];
}
