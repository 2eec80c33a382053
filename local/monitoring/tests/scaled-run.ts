import type { AlertPolicy, Incident } from '@flightdeck/alerting';
import { type AlertTest, expandSeries, type Point, rangeQueries } from '@flightdeck/alerting/testing';
import { createEngine, parse, parseDuration, type Storage } from '@flightdeck/promql';
import { createFastClock } from '../src/clock.ts';
import { createQueryEngine, type QueryEngine } from '../src/engine.ts';
import { Alerting } from '../src/evaluation/alerting.ts';
import { Incidents } from '../src/evaluation/incidents.ts';
import { ingestMetrics, type MetricsRequest } from '../src/otlp/metrics.ts';
import { Resources } from '../src/resources/resources.ts';
import { selectSamples } from '../src/store/select.ts';
import { TimeSeriesStore } from '../src/store/store.ts';

/** Where the wall clock stands when a run begins, unix ms. */
const START_MS = Date.parse('2026-01-01T00:00:00Z');
/** The grain of Cloud Monitoring's evaluation intervals. */
const EVALUATION_MS = 30_000;
const LIMITS = { maxSeries: 1_000, maxBytes: 64 * 1024 * 1024, retentionMs: 40 * 86_400_000 };
const COUNTS = /_(total|count|sum|bucket)$/;
/** Google's own metrics name their monitored resource instead of a job and an instance. */
const GOOGLES = 'pubsub_googleapis_com:';
const HOLDS_A_TIME = /_(timestamp|start_time)_seconds$/;

interface WrittenSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly Point[];
}

/**
 * What a policy makes of a test's series when they come in over OTLP by a wall clock, with monitoring's clock
 * `scale` times as fast. Times of the incidents are those of the test, in ms from its start.
 */
export function runScaled(policy: AlertPolicy, test: AlertTest, interval: string, scale: number): Incident[] {
  const everyMs = parseDuration(test.interval ?? interval) ?? 0;
  const series = test.input_series.map((written) => readSeries(written, test.interval ?? interval));
  const longest = Math.max(0, ...series.map(({ points }) => (points.length - 1) * everyMs));
  const endMs = test.until === undefined ? longest : (parseDuration(test.until) ?? 0);

  let passedMs = 0;
  const wall = (): number => START_MS + passedMs / scale;
  const store = new TimeSeriesStore(LIMITS);
  const exporting = createFastClock({ scale, wall });
  for (; passedMs <= longest; passedMs += everyMs) {
    const request = exportOf(series, passedMs / everyMs, wall(), scale);
    const { rejected, reasons } = ingestMetrics(request, store, exporting);
    if (rejected > 0) throw new Error(reasons.join('; '));
  }

  passedMs = 0;
  const resources = new Resources();
  const incidents = new Incidents();
  const alerting = new Alerting({
    resources,
    engine: foreseeing(store, START_MS, START_MS + endMs),
    clock: createFastClock({ scale, wall }),
    incidents,
    onIncident: () => {},
    onError: (_policy, error) => {
      throw error;
    },
  });
  resources.put({ ...structuredClone(policy), name: 'projects/p/alertPolicies/1' });
  for (; passedMs <= endMs; passedMs += EVALUATION_MS) alerting.evaluate();
  return incidents.list().map((incident) => ({
    ...incident,
    openedAtMs: incident.openedAtMs - START_MS,
    closedAtMs: incident.closedAtMs === null ? null : incident.closedAtMs - START_MS,
  }));
}

/** The store's engine, with all instants of a query answered by one range: evaluating days takes no minutes then. */
function foreseeing(store: TimeSeriesStore, startMs: number, endMs: number): QueryEngine {
  const select = (...[matchers, start, end]: Parameters<Storage['select']>) =>
    selectSamples(store, matchers, start, end);
  const answer = rangeQueries(createEngine({ storage: { select } }), startMs, endMs);
  return {
    ...createQueryEngine(store),
    instant: (query, atMs) => {
      const parsed = typeof query === 'string' ? { query, expr: parse(query) } : query;
      const result = answer(parsed, atMs).map((sample) => ({ ...sample, timestampMs: atMs }));
      return { type: 'vector', result, warnings: [], infos: [] };
    },
  };
}

function readSeries(written: AlertTest['input_series'][number], interval: string): WrittenSeries {
  const { labels, points } = expandSeries(written, interval);
  const { __name__: name = '', ...rest } = labels;
  return { name, labels: rest, points };
}

/** The n-th points of all series as their senders export them at this moment of the wall clock. */
function exportOf(
  series: readonly WrittenSeries[],
  n: number,
  wallMs: number,
  scale: number,
): MetricsRequest {
  return {
    resourceMetrics: series.flatMap(({ name, labels, points }) => {
      const value = points[n];
      if (typeof value !== 'number') return [];
      const { job = 'app', instance = 'instance-1', ...own } = labels;
      const point = {
        attributes: attributes(name.startsWith(GOOGLES) ? labels : own),
        // A counter that the test begins with a count has lived for longer than the test.
        startTimeUnixNano: points[0] === 0 || points[0] === 'missing' ? nanos(START_MS) : '0',
        timeUnixNano: nanos(wallMs),
        // Senders know the wall clock only: what lies v seconds into the test is v / scale seconds from its start.
        asDouble: HOLDS_A_TIME.test(name) ? START_MS / 1000 + value / scale : value,
      };
      const metric = COUNTS.test(name)
        ? { name, sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point] } }
        : { name, gauge: { dataPoints: [point] } };
      const resource = { attributes: attributes({ 'service.name': job, 'service.instance.id': instance }) };
      return [{ resource, scopeMetrics: [{ metrics: [metric] }] }];
    }),
  };
}

const nanos = (unixMs: number): string => String(BigInt(Math.round(unixMs)) * 1_000_000n);

const attributes = (of: Readonly<Record<string, string>>) =>
  Object.entries(of).map(([key, stringValue]) => ({ key, value: { stringValue } }));
