import { join } from 'node:path';
import type { Ports } from '@flightdeck/service';

const HOST = '127.0.0.1';
const PROJECT = 'flightdeck-local';

/** Cloud Monitoring holds one point a minute; fast time keeps that density. */
const CLOUD_EXPORT_INTERVAL_MS = 60_000;
/** At normal speed a person watches the screen: a minute between two points is too long. */
const LONGEST_EXPORT_INTERVAL_MS = 10_000;
/** Below this the export itself would become the load. */
const SHORTEST_EXPORT_INTERVAL_MS = 500;

/** How often the apps send their metrics, in real milliseconds. */
export function exportIntervalMs(timeScale: number): number {
  const scaled = CLOUD_EXPORT_INTERVAL_MS / timeScale;
  return Math.round(Math.min(LONGEST_EXPORT_INTERVAL_MS, Math.max(SHORTEST_EXPORT_INTERVAL_MS, scaled)));
}

/** What every app finds in its environment: the same variables as in the cloud, other endpoints. */
export function appEnvironment(ports: Ports, timeScale = 1): Record<string, string> {
  return {
    GOOGLE_CLOUD_PROJECT: PROJECT,
    PUBSUB_EMULATOR_HOST: `${HOST}:${ports.pubsub}`,
    PUBSUB_TOPIC: 'flights',
    PUBSUB_SUBSCRIPTION: 'flights-subscriber',
    PUBSUB_DEAD_LETTER_TOPIC: 'flights-dead-letter',
    PUBSUB_DEAD_LETTER_SUBSCRIPTION: 'flights-dead-letter',
    BIGQUERY_API_ENDPOINT: `http://${HOST}:${ports.bigquery}`,
    BIGQUERY_STORAGE_ENDPOINT: `http://${HOST}:${ports.bigqueryStorage}`,
    BIGQUERY_DATASET: 'flightdeck',
    BIGQUERY_TABLE: 'flight_events',
    API_URL: `http://${HOST}:${ports.api}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://${HOST}:${ports.otlp}`,
    OTEL_METRIC_EXPORT_INTERVAL: String(exportIntervalMs(timeScale)),
    METRICS_EXPORTER: 'otlp',
    // No metadata server answers here; without this the Google clients look for one at each start.
    METADATA_SERVER_DETECTION: 'none',
  };
}

/** Where the confirmed messages of a replay are written down, for the reconciliation. */
export function ledgerFile(data: string): string {
  return join(data, 'ledger.ndjson');
}

export { HOST, PROJECT };
