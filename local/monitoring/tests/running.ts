import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Monitoring, type MonitoringOptions, startMonitoring } from '../src/monitoring.ts';

export interface VectorRow {
  readonly metric: Record<string, string>;
  readonly value: [number, string];
}

export interface Running {
  readonly monitoring: Monitoring;
  /** Base addresses of the two listeners. */
  readonly url: string;
  readonly otlp: string;
  get(path: string): Promise<Record<string, unknown>>;
  post(path: string, body: unknown): Promise<Record<string, unknown>>;
  /** The vector that an instant query gives. */
  query(query: string): Promise<VectorRow[]>;
  /** Stores series with timestamps of their own. */
  backfill(series: readonly BackfillLine[]): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

export interface BackfillLine {
  readonly metric: Record<string, string>;
  readonly timestamps: readonly number[];
  readonly values: readonly (number | string)[];
}

/** Longest wait for a condition, in ms; it only catches a hang. */
const PATIENCE_MS = 60_000;

/** Waits until `condition` holds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not met within ${PATIENCE_MS} ms: ${condition}`);
    await setTimeout(25);
  }
}

const DEFAULTS: MonitoringOptions = {
  timeScale: 1,
  retention: 40 * 86_400_000,
  maxSeries: 10_000,
  maxBytes: 256 * 1024 * 1024,
  slos: fileURLToPath(new URL('../../../monitoring/slos', import.meta.url)),
  ports: { otlp: 0, monitoring: 0 },
  consoleUrl: 'http://127.0.0.1:3000',
  log: { info: () => {}, warn: () => {} },
};

/** Starts the server on free ports, in this process. */
export async function startForTest(options: Partial<MonitoringOptions> = {}): Promise<Running> {
  const monitoring = await startMonitoring({ ...DEFAULTS, ...options });
  const url = `http://127.0.0.1:${monitoring.ports.monitoring}`;
  const json = async (response: Response): Promise<Record<string, unknown>> =>
    (await response.json()) as never;
  const get = async (path: string) => json(await fetch(url + path));
  return {
    monitoring,
    url,
    otlp: `http://127.0.0.1:${monitoring.ports.otlp}`,
    get,
    post: async (path, body) =>
      json(
        await fetch(url + path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    query: async (query) => {
      const { data } = (await get(`/api/v1/query?query=${encodeURIComponent(query)}`)) as {
        data?: { result: VectorRow[] };
      };
      return data?.result ?? [];
    },
    backfill: async (series) =>
      json(
        await fetch(`${url}/_flightdeck/backfill`, {
          method: 'POST',
          body: series.map((line) => JSON.stringify(line)).join('\n'),
        }),
      ),
    stop: () => monitoring.stop(),
  };
}
