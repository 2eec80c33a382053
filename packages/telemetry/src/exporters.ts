import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { cloudMonitoringExporter } from './cloud-monitoring.ts';
import type { TelemetryConfig } from './config.ts';
import { applicationDefault, googleHeaders, type Headers, takesGoogleCredentials } from './google-auth.ts';
import type { Logger } from './logger.ts';
import { watch } from './watch.ts';

export interface Exporters {
  readonly metrics: PushMetricExporter | undefined;
  readonly traces: SpanExporter | undefined;
}

/** One export must be over before the process has to be: Cloud Run leaves 10 s after SIGTERM. */
const EXPORT_TIMEOUT_MS = 5_000;

/** Exports in flight at once; more would only pile up behind an endpoint that is slow. */
const CONCURRENT_EXPORTS = 4;

/** What carries telemetry away; `none` carries nothing, traces included. */
export function createExporters(config: TelemetryConfig, logger: Logger): Exporters {
  if (config.metricsExporter === 'none') return { metrics: undefined, traces: undefined };
  const headers: { headers?: Headers } = takesGoogleCredentials(config.endpoint)
    ? { headers: googleHeaders(applicationDefault(config.project)) }
    : {};
  const options = (path: string) => ({
    ...headers,
    url: `${config.endpoint.href.replace(/\/$/, '')}${path}`,
    timeoutMillis: exportTimeoutMs(config),
    concurrencyLimit: CONCURRENT_EXPORTS,
  });
  const metrics =
    config.metricsExporter === 'cloud-monitoring'
      ? cloudMonitoringExporter({ projectId: config.project })
      : new OTLPMetricExporter(options('/v1/metrics'));
  return {
    metrics: watch(metrics, 'metrics', logger),
    traces: watch(new OTLPTraceExporter(options('/v1/traces')), 'traces', logger),
  };
}

/** An export may not outlast the interval between two. */
export const exportTimeoutMs = (config: TelemetryConfig): number =>
  Math.min(EXPORT_TIMEOUT_MS, config.exportIntervalMs);
