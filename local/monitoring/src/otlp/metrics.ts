import { formatValue } from '@flightdeck/promql';
import type { FastClock } from '../clock.ts';
import { NAME } from '../store/labels.ts';
import type { MetricMetadata, TimeSeriesStore } from '../store/store.ts';
import { type KeyValue, readAttributes, readLabels } from './attributes.ts';
import { targetLabels } from './target.ts';

interface DataPoint {
  readonly attributes?: readonly KeyValue[];
  readonly startTimeUnixNano?: string;
  readonly timeUnixNano?: string;
  readonly flags?: number;
  readonly asDouble?: number;
  readonly asInt?: string | number;
  readonly count?: string | number;
  readonly sum?: number;
  readonly bucketCounts?: readonly (string | number)[];
  readonly explicitBounds?: readonly number[];
}

interface Points {
  readonly dataPoints?: readonly DataPoint[];
  readonly aggregationTemporality?: number | string;
  readonly isMonotonic?: boolean;
}

interface Metric {
  readonly name?: string;
  readonly description?: string;
  readonly unit?: string;
  readonly gauge?: Points;
  readonly sum?: Points;
  readonly histogram?: Points;
  readonly exponentialHistogram?: Points;
  readonly summary?: Points;
}

export interface MetricsRequest {
  readonly resourceMetrics?: readonly {
    readonly resource?: { readonly attributes?: readonly KeyValue[] };
    readonly scopeMetrics?: readonly { readonly metrics?: readonly Metric[] }[];
  }[];
}

export interface IngestResult {
  readonly rejected: number;
  /** Why, for the first of each kind. */
  readonly reasons: readonly string[];
}

/** What the Telemetry API takes as a metric's name and a label's key. */
const METRIC_NAME = /^[a-zA-Z][a-zA-Z0-9_:./-]*$/;
const LABEL_KEY = /^[a-zA-Z_][a-zA-Z0-9_.]*$/;
/** Gauges of Unix times, by Prometheus' naming: they move to the fast clock, as their stamp does. */
const HOLDS_A_TIME = /_(timestamp|start_time)_seconds$/;
const NO_RECORDED_VALUE = 1;
/** A counter's zero is put at least this long before its first sample, so that the two stay apart. */
const SHORTEST_LIFE_MS = 1;

/**
 * Stores the metrics of one OTLP request. Every sample is stamped with the arrival on the fast clock.
 * Cumulative and delta temporality are taken; a delta is added to what the series stands at. A counter that
 * appears gets a zero at its start time, so that its first increments count (as Cloud Monitoring, whose
 * cumulative points carry their start, and as Prometheus' created-timestamp injection do).
 */
export function ingestMetrics(
  request: MetricsRequest,
  store: TimeSeriesStore,
  clock: FastClock,
): IngestResult {
  const now = clock.now();
  const reasons = new Set<string>();
  let rejected = 0;
  for (const { resource, scopeMetrics } of request.resourceMetrics ?? []) {
    const target = targetLabels(readAttributes(resource?.attributes));
    for (const metric of (scopeMetrics ?? []).flatMap(({ metrics }) => metrics ?? [])) {
      const { points, fault, kind } = classify(metric);
      for (const point of points.dataPoints ?? []) {
        if (((point.flags ?? 0) & NO_RECORDED_VALUE) !== 0) continue;
        const labels = fault ?? pointLabels(point, target);
        const reason =
          typeof labels === 'string'
            ? labels
            : storePoint({ metric, points, point, labels, store, clock, now });
        if (reason === undefined) continue;
        rejected += 1;
        reasons.add(`${metric.name ?? ''}: ${reason}`);
      }
      if (fault === undefined) {
        store.describe(metric.name ?? '', {
          type: kind,
          help: metric.description ?? '',
          unit: metric.unit ?? '',
        });
      }
    }
  }
  return { rejected, reasons: [...reasons] };
}

function classify(metric: Metric): { points: Points; kind: MetricMetadata['type']; fault?: string } {
  const { gauge, sum, histogram, exponentialHistogram, summary } = metric;
  const unnamed = METRIC_NAME.test(metric.name ?? '')
    ? {}
    : { fault: `the name must match ${METRIC_NAME.source}` };
  if (gauge) return { points: gauge, kind: 'gauge', ...unnamed };
  if (sum) return { points: sum, kind: sum.isMonotonic ? 'counter' : 'gauge', ...unnamed };
  if (histogram) return { points: histogram, kind: 'histogram', ...unnamed };
  const fault = 'only gauges, sums and explicit-bucket histograms are taken here';
  return { points: exponentialHistogram ?? summary ?? {}, kind: 'unknown', fault };
}

function pointLabels(
  point: DataPoint,
  target: Record<string, string> | string,
): Record<string, string> | string {
  const own = readLabels(point.attributes);
  const bad = Object.keys(own).find((key) => !LABEL_KEY.test(key));
  if (bad !== undefined) return `the label key "${bad}" must match ${LABEL_KEY.source}`;
  // Google's system metrics name their own monitored resource; they have no scrape target.
  if (own.monitored_resource !== undefined) return own;
  return typeof target === 'string' ? target : { ...own, ...target };
}

interface StorePoint {
  readonly metric: Metric;
  readonly points: Points;
  readonly point: DataPoint;
  readonly labels: Record<string, string>;
  readonly store: TimeSeriesStore;
  readonly clock: FastClock;
  readonly now: number;
}

function storePoint({ metric, points, point, labels, store, clock, now }: StorePoint): string | undefined {
  const name = metric.name ?? '';
  const counts = metric.histogram !== undefined || points.isMonotonic === true;
  const delta = isDelta(points.aggregationTemporality);
  const started = counts ? startOf(point, clock, now) : undefined;
  let refusal: string | undefined;
  for (const [suffix, extra, raw] of metric.histogram ? histogramSeries(point) : numberSeries(point)) {
    const series = { ...labels, ...extra, [NAME]: `${name}${suffix}` };
    const last = started === undefined && !delta ? undefined : store.last(series);
    if (started !== undefined && last === undefined)
      store.append({ labels: series, time: started, value: 0 });
    const value = metric.gauge && HOLDS_A_TIME.test(name) ? clock.fromWall(raw * 1000) / 1000 : raw;
    refusal ??= store.append({
      labels: series,
      time: now,
      value: delta ? (last?.value ?? 0) + value : value,
    });
  }
  return refusal;
}

/** Where on the fast clock the counter started to count; undefined when the exporter does not say. */
function startOf(
  { startTimeUnixNano, timeUnixNano }: DataPoint,
  clock: FastClock,
  now: number,
): number | undefined {
  const life = Number(BigInt(timeUnixNano ?? 0) - BigInt(startTimeUnixNano ?? 0)) / 1e6;
  if (Number(startTimeUnixNano ?? 0) === 0 || !(life >= 0)) return undefined;
  return Math.round(Math.min(now - life * clock.scale, now - SHORTEST_LIFE_MS));
}

type SeriesValue = [suffix: string, labels: Record<string, string>, value: number];

const numberSeries = ({ asDouble, asInt }: DataPoint): SeriesValue[] => [
  ['', {}, asDouble ?? Number(asInt ?? 0)],
];

function histogramSeries(point: DataPoint): SeriesValue[] {
  const counts = (point.bucketCounts ?? []).map(Number);
  const bounds = point.explicitBounds ?? [];
  const series: SeriesValue[] = [];
  let below = 0;
  for (const [i, bound] of bounds.entries()) {
    below += counts[i] ?? 0;
    series.push(['_bucket', { le: formatValue(bound) }, below]);
  }
  const total = Number(point.count ?? 0);
  series.push(['_bucket', { le: '+Inf' }, total], ['_count', {}, total]);
  if (point.sum !== undefined) series.push(['_sum', {}, point.sum]);
  return series;
}

const isDelta = (temporality: number | string | undefined): boolean =>
  temporality === 1 || temporality === 'AGGREGATION_TEMPORALITY_DELTA';
