import { expect, test } from '@jest/globals';
import { readTelemetryConfig } from './config.ts';

test('without anything set, telemetry goes to Google once a minute', () => {
  const config = readTelemetryConfig({});
  expect(config.endpoint.href).toBe('https://telemetry.googleapis.com/');
  expect(config).toMatchObject({ metricsExporter: 'otlp', exportIntervalMs: 60_000, logLevel: 'info' });
  expect(Object.isFrozen(config)).toBe(true);
});

test('every fault is told at once, with the variable and what it expects', () => {
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318',
    METRICS_EXPORTER: 'prometheus',
    OTEL_METRIC_EXPORT_INTERVAL: '1s',
    LOG_LEVEL: 'loud',
  };
  expect(() => readTelemetryConfig(env)).toThrow(
    /OTEL_EXPORTER_OTLP_ENDPOINT: expected an http(.|\n)*METRICS_EXPORTER: expected otlp, cloud-monitoring or none(.|\n)*OTEL_METRIC_EXPORT_INTERVAL: expected a whole number(.|\n)*LOG_LEVEL: expected debug/,
  );
});

test('the Cloud Monitoring exporter needs a project', () => {
  expect(() => readTelemetryConfig({ METRICS_EXPORTER: 'cloud-monitoring' })).toThrow('GOOGLE_CLOUD_PROJECT');
});
