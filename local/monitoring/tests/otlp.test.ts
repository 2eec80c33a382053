import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  AggregationTemporalityPreference,
  OTLPMetricExporter as JsonMetricExporter,
} from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { type Running, startForTest } from './running.ts';

const resource = (service: string) =>
  resourceFromAttributes({
    'service.name': service,
    'service.instance.id': `${service}-1`,
    'cloud.region': 'europe-west1',
  });

let running: Running;
beforeAll(async () => {
  running = await startForTest();
});
afterAll(() => running.stop());

async function exportOnce(service: string, exporter: PushMetricExporter): Promise<void> {
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000_000 });
  const provider = new MeterProvider({ resource: resource(service), readers: [reader] });
  const meter = provider.getMeter('test');
  meter.createCounter('requests_total', { description: 'asked' }).add(3, { code: '200' });
  const latency = meter.createHistogram('latency_seconds', {
    advice: { explicitBucketBoundaries: [0.1, 1] },
  });
  for (const value of [0.05, 0.5, 5]) latency.record(value, { code: '200' });
  await provider.forceFlush();
  await provider.shutdown();
}

describe('the OpenTelemetry SDK exports', () => {
  const url = () => `${running.otlp}/v1/metrics`;

  it.each([
    ['protobuf', () => new OTLPMetricExporter({ url: url() })],
    ['protobuf with gzip', () => new OTLPMetricExporter({ url: url(), compression: 'gzip' as never })],
    ['JSON', () => new JsonMetricExporter({ url: url() })],
    [
      'delta temporality',
      () =>
        new OTLPMetricExporter({ url: url(), temporalityPreference: AggregationTemporalityPreference.DELTA }),
    ],
  ])('metrics as %s', async (name, exporter) => {
    const job = name.replaceAll(' ', '-');
    await exportOnce(job, exporter());
    expect(await running.query(`requests_total{job="${job}"}`)).toEqual([
      {
        metric: {
          __name__: 'requests_total',
          code: '200',
          instance: `${job}-1`,
          job,
          location: 'europe-west1',
        },
        value: [expect.any(Number), '3'],
      },
    ]);
    const buckets = await running.query(`sum by (le) (latency_seconds_bucket{job="${job}"})`);
    const counts = Object.fromEntries(buckets.map(({ metric, value }) => [metric.le, value[1]]));
    expect(counts).toEqual({ '0.1': '1', '1': '2', '+Inf': '3' });
    const [sum] = await running.query(`latency_seconds_sum{job="${job}"}`);
    expect(Number(sum?.value[1])).toBeCloseTo(5.55);
    expect((await running.get('/api/v1/metadata?metric=requests_total')).data).toEqual({
      requests_total: [{ type: 'counter', help: 'asked', unit: '' }],
    });
  });

  it('traces, which are found by id and by search, with links both ways', async () => {
    const provider = (service: string) =>
      new TracerProvider({
        resource: resource(service),
        spanProcessors: [
          new SimpleSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${running.otlp}/v1/traces` }) }),
        ],
      });
    const [publisher, subscriber] = [provider('publisher'), provider('subscriber')];
    const publish = publisher.getTracer('test').startSpan('publish', { kind: SpanKind.PRODUCER });
    publish.end();
    const write = subscriber.getTracer('test').startSpan('write batch', {
      links: [{ context: publish.spanContext() }],
      attributes: { 'http.route': '/v1/write', 'http.response.status_code': 503 },
      kind: SpanKind.SERVER,
    });
    const inner = subscriber
      .getTracer('test')
      .startSpan('insert', { kind: SpanKind.CLIENT }, trace.setSpan(context.active(), write));
    inner.setStatus({ code: SpanStatusCode.ERROR, message: 'quota' });
    inner.addEvent('retry', { attempt: 2 });
    inner.end();
    write.end();
    await Promise.all([publisher.forceFlush(), subscriber.forceFlush()]);
    await Promise.all([publisher.shutdown(), subscriber.shutdown()]);

    const published = publish.spanContext().traceId;
    const written = write.spanContext().traceId;
    const batch = await running.get(`/_flightdeck/traces/${written}`);
    expect(batch).toMatchObject({ name: 'write batch', status: 'error', spans: expect.any(Array) });
    const spans = batch.spans as {
      name: string;
      links: object[];
      parent_span_id: string | null;
      events: object[];
    }[];
    expect(spans.map(({ name }) => name)).toEqual(['write batch', 'insert']);
    expect(spans[0]?.links).toMatchObject([{ trace_id: published, name: 'publish', service: 'publisher' }]);
    expect(spans[1]?.parent_span_id).toBe(write.spanContext().spanId);
    expect(spans[1]?.events).toMatchObject([{ name: 'retry', attributes: { attempt: 2 } }]);
    const origin = await running.get(`/_flightdeck/traces/${published}`);
    expect((origin.spans as { linked_from: object[] }[])[0]?.linked_from).toMatchObject([
      { trace_id: written, name: 'write batch' },
    ]);

    const found = async (query: string): Promise<string[]> => {
      const { traces } = await running.get(`/_flightdeck/traces?${query}`);
      return (traces as { trace_id: string }[]).map(({ trace_id }) => trace_id);
    };
    expect(await found('status=error')).toEqual([written]);
    expect(await found('status=5xx&route=/v1/write')).toEqual([written]);
    expect(await found('service=publisher')).toEqual([published]);
    expect(await found('min_ms=3600000')).toEqual([]);
    expect((await found('limit=1')).length).toBe(1);
  });
});

describe('OTLP/HTTP', () => {
  const post = (path: string, body: string | Buffer, headers: Record<string, string>) =>
    fetch(`${running.otlp}${path}`, { method: 'POST', body: body as string, headers });

  it('takes the good points and counts the bad ones', async () => {
    const point = (name: string) => ({ name, gauge: { dataPoints: [{ asDouble: 1, timeUnixNano: '1' }] } });
    const attributes = ['service.name', 'service.instance.id'].map((key) => ({
      key,
      value: { stringValue: 'x' },
    }));
    const body = {
      resourceMetrics: [
        { resource: { attributes }, scopeMetrics: [{ metrics: [point('good'), point('0bad')] }] },
      ],
    };
    const response = await post('/v1/metrics', gzipSync(JSON.stringify(body)), {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      partialSuccess: { rejectedDataPoints: '1', errorMessage: expect.stringContaining('0bad') },
    });
    expect(await running.query('good')).toHaveLength(1);
  });

  it('acknowledges logs and answers nonsense with 400', async () => {
    const json = { 'content-type': 'application/json' };
    expect((await post('/v1/logs', '{"resourceLogs":[]}', json)).status).toBe(200);
    expect((await post('/v1/metrics', '{"resourceMetrics":5}', json)).status).toBe(400);
    expect(
      (await post('/v1/metrics', Buffer.from([255, 255]), { 'content-type': 'application/x-protobuf' }))
        .status,
    ).toBe(400);
    expect((await post('/v1/nothing', '{}', json)).status).toBe(404);
  });

  it('is down while a fault says so, and the fault counts what it hit', async () => {
    const set = await running.post('/_flightdeck/faults', { kind: 'unavailable', method: 'Export*' });
    const response = await post('/v1/metrics', '{}', { 'content-type': 'application/json' });
    expect(response.status).toBe(503);
    expect((await running.get('/_flightdeck/faults')).faults).toMatchObject([{ id: set.id, injected: 1 }]);
    await fetch(`${running.url}/_flightdeck/faults`, { method: 'DELETE' });
    expect((await post('/v1/metrics', '{}', { 'content-type': 'application/json' })).status).toBe(200);
  });

  it('may lose its answer after the effect, or the connection before it', async () => {
    const metric = (name: string) => {
      const attributes = ['service.name', 'service.instance.id'].map((key) => ({
        key,
        value: { stringValue: 'x' },
      }));
      const metrics = [{ name, gauge: { dataPoints: [{ asDouble: 1 }] } }];
      const body = { resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ metrics }] }] };
      return post('/v1/metrics', JSON.stringify(body), { 'content-type': 'application/json' });
    };
    for (const [kind, stored] of [
      ['lose-response', 1],
      ['reset', 0],
    ] as const) {
      await running.post('/_flightdeck/faults', { kind, method: 'ExportMetrics' });
      await expect(metric(`fault_${kind.replace('-', '_')}`)).rejects.toThrow();
      await fetch(`${running.url}/_flightdeck/faults`, { method: 'DELETE' });
      expect(await running.query(`fault_${kind.replace('-', '_')}`)).toHaveLength(stored);
    }
  });
});
