import { ConfigError } from '@flightdeck/service';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';

const PACKAGE = '@google-cloud/opentelemetry-cloud-monitoring-exporter';

export interface CloudMonitoringOptions {
  readonly projectId: string | undefined;
  /** `host:port` instead of `monitoring.googleapis.com:443`; TLS always. */
  readonly apiEndpoint?: string;
}

/**
 * Google's own exporter, which its maintainers archived on 2026-10-30; loaded only when it is asked for.
 * @throws ConfigError when the package is not installed
 */
export function cloudMonitoringExporter(options: CloudMonitoringOptions): PushMetricExporter {
  assertInstalled();
  const loading = import(PACKAGE).then(
    ({ MetricExporter }) => new MetricExporter(options) as PushMetricExporter,
  );
  // A failure is told to every export; without a handler here it would end the process first.
  loading.catch(() => {});
  return {
    export: (metrics, done) => {
      loading.then(
        (exporter) => exporter.export(metrics, done),
        (error: Error) => done({ code: 1, error }),
      );
    },
    forceFlush: async () => (await loading).forceFlush(),
    shutdown: async () => (await loading).shutdown(),
  };
}

function assertInstalled(): void {
  try {
    import.meta.resolve(PACKAGE);
  } catch (cause) {
    throw new ConfigError(
      `METRICS_EXPORTER=cloud-monitoring needs a package that is not installed: npm install ${PACKAGE}@0.22.0`,
      { cause },
    );
  }
}
