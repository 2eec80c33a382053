import { describe, expect, it } from '@jest/globals';
import { createFastClock } from '../clock.ts';
import { TimeSeriesStore } from '../store/store.ts';
import { ingestMetrics, type MetricsRequest } from './metrics.ts';

const START = Date.parse('2026-01-01T00:00:00Z');
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const RESOURCE = { attributes: [text('service.name', 'api'), text('service.instance.id', 'i-1')] };
const nanos = (ms: number): string => `${BigInt(ms) * 1_000_000n}`;

function setUp({ scale = 1 } = {}) {
  let wall = START;
  const clock = createFastClock({ scale, wall: () => wall });
  const store = new TimeSeriesStore({ maxSeries: 100, retentionMs: 1e12, maxBytes: 1e9 });
  const send = (metric: object, resource: object = RESOURCE) => {
    const request = {
      resourceMetrics: [{ resource, scopeMetrics: [{ metrics: [metric] }] }],
    } as MetricsRequest;
    return ingestMetrics(request, store, clock);
  };
  const samples = (name: string, want: Record<string, string> = {}) =>
    [...store.series(name)]
      .filter(({ labels }) => Object.entries(want).every(([key, value]) => labels[key] === value))
      .map((series) => {
        const { timestamps, values } = series.read(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
        return [...timestamps].map((time, i) => [(time - START) / 1000, values[i]]);
      });
  return { store, send, samples, pass: (ms: number) => (wall += ms), wall: () => wall };
}

const counter = (
  asInt: string,
  attributes: object[],
  times: { from: number; at: number },
  delta = false,
) => ({
  name: 'requests_total',
  description: 'what was asked',
  unit: '1',
  sum: {
    aggregationTemporality: delta ? 1 : 2,
    isMonotonic: true,
    dataPoints: [{ asInt, attributes, startTimeUnixNano: nanos(times.from), timeUnixNano: nanos(times.at) }],
  },
});

describe('ingestMetrics', () => {
  it('maps the resource to a prometheus_target and keeps names and attributes verbatim', () => {
    const { store, send } = setUp();
    const gauge = {
      name: 'queue.depth',
      gauge: { dataPoints: [{ asDouble: 2.5, attributes: [text('pool', 'a')] }] },
    };
    expect(send(gauge)).toEqual({ rejected: 0, reasons: [] });
    expect([...store.series('queue.depth')].map(({ labels }) => labels)).toEqual([
      { __name__: 'queue.depth', instance: 'i-1', job: 'api', location: 'local', pool: 'a' },
    ]);
  });

  it('begins a counter with a zero at its start, so that its first increments count', () => {
    const { send, samples, pass, wall } = setUp();
    const from = wall();
    pass(10_000);
    send(counter('37', [text('code', '500')], { from: from + 4_000, at: wall() }));
    pass(10_000);
    send(counter('40', [text('code', '500')], { from: from + 4_000, at: wall() }));
    expect(samples('requests_total')).toEqual([
      [
        [4, 0],
        [10, 37],
        [20, 40],
      ],
    ]);
  });

  it('stamps on the fast clock, the start and gauges of timestamps too', () => {
    const { send, samples, pass, wall } = setUp({ scale: 60 });
    const from = wall();
    pass(1_000);
    send(counter('5', [], { from: from + 500, at: wall() }));
    const seconds = (START + 250) / 1000;
    send({ name: 'last_commit_timestamp_seconds', gauge: { dataPoints: [{ asDouble: seconds }] } });
    expect(samples('requests_total')).toEqual([
      [
        [30, 0],
        [60, 5],
      ],
    ]);
    const [[stamp]] = samples('last_commit_timestamp_seconds') as [[[number, number]]];
    expect(stamp[1]).toBeCloseTo(START / 1000 + 15, 3);
  });

  it('adds deltas up', () => {
    const { send, samples, pass, wall } = setUp();
    for (const increment of ['3', '4']) {
      const from = wall();
      pass(5_000);
      send(counter(increment, [], { from, at: wall() }, true));
    }
    expect(samples('requests_total')).toEqual([
      [
        [0, 0],
        [5, 3],
        [10, 7],
      ],
    ]);
  });

  it('unfolds an explicit-bucket histogram into cumulative buckets, count and sum', () => {
    const { send, samples } = setUp();
    send({
      name: 'latency_seconds',
      histogram: {
        aggregationTemporality: 2,
        dataPoints: [{ count: '6', sum: 1.5, bucketCounts: ['1', '2', '3'], explicitBounds: [0.1, 1] }],
      },
    });
    expect(samples('latency_seconds_bucket', { le: '0.1' })).toEqual([[[0, 1]]]);
    expect(samples('latency_seconds_bucket', { le: '1' })).toEqual([[[0, 3]]]);
    expect(samples('latency_seconds_bucket', { le: '+Inf' })).toEqual([[[0, 6]]]);
    expect(samples('latency_seconds_count')).toEqual([[[0, 6]]]);
    expect(samples('latency_seconds_sum')).toEqual([[[0, 1.5]]]);
  });

  it("leaves Google's system metrics on their own monitored resource", () => {
    const { store, send } = setUp();
    const attributes = [text('subscription_id', 's'), text('monitored_resource', 'pubsub_subscription')];
    send(
      {
        name: 'pubsub_googleapis_com:subscription_num_undelivered_messages',
        gauge: { dataPoints: [{ asInt: '4', attributes }] },
      },
      {},
    );
    const [series] = store.series('pubsub_googleapis_com:subscription_num_undelivered_messages');
    expect(Object.keys(series?.labels ?? {})).toEqual(['__name__', 'monitored_resource', 'subscription_id']);
  });

  it.each([
    [
      'no instance',
      { name: 'x', gauge: { dataPoints: [{ asInt: '1' }] } },
      { attributes: [text('service.name', 'a')] },
      /instance/,
    ],
    ['a bad name', { name: '0x', gauge: { dataPoints: [{ asInt: '1' }] } }, RESOURCE, /name must match/],
    [
      'a bad label',
      { name: 'x', gauge: { dataPoints: [{ asInt: '1', attributes: [text('a-b', 'c')] }] } },
      RESOURCE,
      /"a-b"/,
    ],
    [
      'an exponential histogram',
      { name: 'x', exponentialHistogram: { dataPoints: [{}] } },
      RESOURCE,
      /explicit-bucket/,
    ],
  ])('refuses the points, and says why: %s', (_, metric, resource, reason) => {
    const result = setUp().send(metric, resource);
    expect(result.rejected).toBe(1);
    expect(result.reasons.join()).toMatch(reason);
  });
});
