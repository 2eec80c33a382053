import { ConfigError, type Environment, readConfig, wholeNumber } from '@flightdeck/service';
import { z } from 'zod';

export interface TelemetryConfig {
  /** Base address; `/v1/metrics` and `/v1/traces` are added to it. */
  readonly endpoint: URL;
  readonly metricsExporter: 'otlp' | 'cloud-monitoring' | 'none';
  readonly exportIntervalMs: number;
  /** New traces per second that this process starts; those started elsewhere keep the choice made there. */
  readonly tracesPerSecond: number;
  readonly logLevel: string;
  readonly project: string | undefined;
}

const GOOGLE_ENDPOINT = 'https://telemetry.googleapis.com';

/** Cloud Monitoring refuses a second point of a series within 5 s; a minute is what its own metrics have. */
const EXPORT_INTERVAL_MS = 60_000;

/** Enough to find an example of anything that happens often; a batch of thousands costs no more. */
const TRACES_PER_SECOND = 10;

const shape = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'expected an http:// or https:// address' })
    .default(GOOGLE_ENDPOINT),
  METRICS_EXPORTER: z
    .enum(['otlp', 'cloud-monitoring', 'none'], 'expected otlp, cloud-monitoring or none')
    .default('otlp'),
  OTEL_METRIC_EXPORT_INTERVAL: wholeNumber(10, 3_600_000).default(EXPORT_INTERVAL_MS),
  TRACES_PER_SECOND: wholeNumber(0, 100_000).default(TRACES_PER_SECOND),
  LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      'expected debug, info, warn or error',
    )
    .default('info'),
  GOOGLE_CLOUD_PROJECT: z.string().optional(),
};

/** @throws ConfigError naming every faulty variable */
export function readTelemetryConfig(env: Environment): TelemetryConfig {
  const values = readConfig(shape, env);
  if (values.METRICS_EXPORTER === 'cloud-monitoring' && values.GOOGLE_CLOUD_PROJECT === undefined) {
    throw new ConfigError(
      'invalid configuration:\n  GOOGLE_CLOUD_PROJECT: is not set, and METRICS_EXPORTER=cloud-monitoring needs it',
    );
  }
  return Object.freeze({
    endpoint: new URL(values.OTEL_EXPORTER_OTLP_ENDPOINT),
    metricsExporter: values.METRICS_EXPORTER,
    exportIntervalMs: values.OTEL_METRIC_EXPORT_INTERVAL,
    tracesPerSecond: values.TRACES_PER_SECOND,
    logLevel: values.LOG_LEVEL,
    project: values.GOOGLE_CLOUD_PROJECT,
  });
}
