import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The shortest interval that Cloud Monitoring takes; the default is twelve times as long, and costs less. */
const EXPORT_INTERVAL_MS = 5_000;

export interface TelemetrySink {
  /** The environment of a process whose telemetry is on, and of one whose is off. */
  readonly on: Readonly<Record<string, string>>;
  readonly off: Readonly<Record<string, string>>;
  close(): void;
}

/** Takes what is exported and forgets it: telemetry that nobody takes would be cheaper than in earnest. */
export async function startTelemetrySink(): Promise<TelemetrySink> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    on: {
      METRICS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_METRIC_EXPORT_INTERVAL: String(EXPORT_INTERVAL_MS),
    },
    off: { METRICS_EXPORTER: 'none' },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
