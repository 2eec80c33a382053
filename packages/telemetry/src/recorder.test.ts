import { describe, expect, test } from '@jest/globals';
import type { DataPoint, Histogram, MetricData } from '@opentelemetry/sdk-metrics';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { catalogue } from './catalogue.ts';
import { createInstruments } from './instruments.ts';
import { createRecorder } from './recorder.ts';
import { MOST_SERIES } from './series.ts';

function setUp() {
  let seconds = 100;
  const recorder = createRecorder(() => [seconds++, 0]);
  const instruments = createInstruments(new MeterProvider().getMeter('test'), recorder);
  const collect = async (): Promise<MetricData[]> => {
    const { resourceMetrics } = await recorder.collect();
    return resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
  };
  const valuesOf = async (name: string): Promise<Record<string, unknown>> => {
    const metric = (await collect()).find(({ descriptor }) => descriptor.name === name);
    const points = (metric?.dataPoints ?? []) as DataPoint<unknown>[];
    return Object.fromEntries(
      points.map(({ attributes, value }) => [Object.values(attributes).join(' '), value]),
    );
  };
  return { instruments, collect, valuesOf };
}

test('nothing is exported before something is recorded', async () => {
  expect(await setUp().collect()).toEqual([]);
});

describe('a counter', () => {
  test('adds up per series, and its siblings start from 0 with it', async () => {
    const { instruments, valuesOf } = setUp();
    instruments.ingestEvents.add(2, { outcome: 'stored', system: 'system-01' });
    instruments.ingestEvents.add(3, { outcome: 'stored', system: 'system-01' });
    instruments.ingestEvents.add(1, { outcome: 'failed', system: 'system-02' });
    expect(await valuesOf('ingest_events_total')).toEqual({
      'stored system-01': 5,
      'rejected system-01': 0,
      'failed system-01': 0,
      'stored system-02': 0,
      'rejected system-02': 0,
      'failed system-02': 1,
    });
  });

  test('never goes down', async () => {
    const { instruments, valuesOf } = setUp();
    instruments.apiCacheRequests.add(2, { result: 'hit' });
    instruments.apiCacheRequests.add(-1, { result: 'hit' });
    instruments.apiCacheRequests.add(Number.NaN, { result: 'hit' });
    expect((await valuesOf('api_cache_requests_total')).hit).toBe(2);
  });

  test('is cumulative and monotonic, from the start of the process', async () => {
    const { instruments, collect } = setUp();
    instruments.apiCacheRequests.add(1, { result: 'hit' });
    const [first] = await collect();
    const [second] = await collect();
    expect(first).toMatchObject({ dataPointType: 3, isMonotonic: true, aggregationTemporality: 1 });
    expect(first?.dataPoints[0]).toMatchObject({ startTime: [100, 0], endTime: [101, 0] });
    expect(second?.dataPoints[0]).toMatchObject({ startTime: [100, 0], endTime: [102, 0] });
  });
});

test('a gauge keeps the newest value', async () => {
  const { instruments, valuesOf } = setUp();
  instruments.ingestLastCommitTimestamp.record(7, { system: 'a' });
  instruments.ingestLastCommitTimestamp.record(9, { system: 'a' });
  expect(await valuesOf('ingest_last_commit_timestamp_seconds')).toEqual({ a: 9 });
});

describe('a histogram', () => {
  const boundaries = [...catalogue.ingestLag.buckets];

  test('counts a value on a boundary in the bucket that ends there', async () => {
    const { instruments, valuesOf } = setUp();
    for (const value of [0, 10, 10.001, 1e9, Number.NaN])
      instruments.ingestLag.record(value, { system: 'a' });
    const { buckets, count, sum } = (await valuesOf('ingest_lag_seconds')).a as Histogram;
    expect(buckets.boundaries).toEqual(boundaries);
    expect(buckets.counts[boundaries.indexOf(10)]).toBe(1);
    expect(buckets.counts[boundaries.indexOf(10) + 1]).toBe(1);
    expect(buckets.counts.at(-1)).toBe(1);
    expect({ count, sum }).toEqual({ count: 4, sum: 20.001 + 1e9 });
  });

  test('agrees with counting one by one, whatever is recorded', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.double({ min: 0, max: 5000, noNaN: true })), async (values) => {
        const { instruments, valuesOf } = setUp();
        for (const value of values) instruments.ingestLag.record(value, { system: 'a' });
        const histogram = (await valuesOf('ingest_lag_seconds')).a as Histogram | undefined;
        let below = 0;
        for (const [index, bound] of boundaries.entries()) {
          below += histogram?.buckets.counts[index] ?? 0;
          expect(below).toBe(values.filter((value) => value <= bound).length);
        }
      }),
      { numRuns: 50 },
    );
  });
});

test('a timed request is also counted by class of code', async () => {
  const { instruments, valuesOf } = setUp();
  instruments.httpServerRequestDuration.record(0.2, { method: 'GET', route: '/v1/flights', code: '200' });
  instruments.httpServerRequestDuration.record(0.2, { method: 'GET', route: '/v1/flights', code: '503' });
  expect(await valuesOf('http_server_requests_total')).toEqual({
    '/v1/flights 1xx': 0,
    '/v1/flights 2xx': 1,
    '/v1/flights 3xx': 0,
    '/v1/flights 4xx': 0,
    '/v1/flights 5xx': 1,
  });
});

describe('memory is bounded', () => {
  test('values out of bounds share one series, however many there are', async () => {
    const { instruments, valuesOf } = setUp();
    for (let index = 0; index < 10 * MOST_SERIES; index += 1) {
      instruments.ingestLag.record(1, { system: `system-${index}` });
    }
    const values = await valuesOf('ingest_lag_seconds');
    expect(Object.keys(values)).toHaveLength(101);
    expect((values.other as Histogram).count).toBe(10 * MOST_SERIES - 100);
  });

  test('labels nobody declared are dropped', async () => {
    const { instruments, collect } = setUp();
    const add = instruments.apiCacheRequests.add as (value: number, labels: object) => void;
    add(1, { result: 'hit', user: 'somebody' });
    expect((await collect())[0]?.dataPoints[0]?.attributes).toEqual({ result: 'hit' });
  });
});
