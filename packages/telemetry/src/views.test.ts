import { expect, test } from '@jest/globals';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { views } from './views.ts';

test('a semantic-convention instrument of a library gets our name, labels and buckets', async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ views: views(), readers: [reader] });
  const histogram = provider.getMeter('some-library').createHistogram('http.server.request.duration');
  histogram.record(0.25, {
    'http.request.method': 'GET',
    'http.route': '/v1/flights',
    'http.response.status_code': 200,
    'url.path': '/v1/flights?page_token=secret',
  });
  histogram.record(0.25, {
    'http.request.method': 'BREW',
    'http.route': '/v1/flights',
    'http.response.status_code': 418,
  });
  await provider.forceFlush();
  const [metric] = exporter.getMetrics()[0]?.scopeMetrics[0]?.metrics ?? [];
  await provider.shutdown();
  expect(metric?.descriptor.name).toBe('http_server_request_duration_seconds');
  expect(metric?.dataPoints.map(({ attributes }) => attributes)).toEqual([
    { method: 'GET', route: '/v1/flights', code: '200' },
    { method: 'other', route: '/v1/flights', code: '418' },
  ]);
  expect(metric?.dataPoints[0]?.value).toMatchObject({
    buckets: { boundaries: expect.arrayContaining([0.3]) },
  });
});
