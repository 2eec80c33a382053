import type { Logger } from '@flightdeck/telemetry';
import type { Broker } from '../broker/broker.ts';
import { subscriptionStats, topicStats } from './stats.ts';
import { exportRequest } from './system-metrics.ts';

/** Google samples Pub/Sub every 60 s, on the cloud's clock. */
const SAMPLE_MS = 60_000;

/** A report that takes longer than this is given up; the next one says the same and more. */
const TIMEOUT_MS = 5_000;

export interface ReporterOptions {
  /** OTLP/HTTP endpoint without a path, e.g. http://127.0.0.1:4318 */
  readonly endpoint: string;
  readonly project: string;
  readonly timeScale: number;
  readonly logger: Pick<Logger, 'warn'>;
}

/** Reports Google's system metrics until it is stopped; one report in flight at most. */
export function reportMetrics(broker: Broker, options: ReporterOptions): { stop(): Promise<void> } {
  const startMs = Date.now();
  let inFlight: Promise<void> | undefined;
  let isFailing = false;
  const report = async (): Promise<void> => {
    try {
      await send(broker, options, startMs);
      isFailing = false;
    } catch (error) {
      // Once per outage: the receiver may be down for long.
      if (!isFailing) options.logger.warn({ err: error }, 'system metrics could not be reported');
      isFailing = true;
    } finally {
      inFlight = undefined;
    }
  };
  const timer = setInterval(() => {
    inFlight ??= report();
  }, SAMPLE_MS / options.timeScale);
  timer.unref();
  inFlight = report();
  return {
    async stop() {
      clearInterval(timer);
      await inFlight;
    },
  };
}

async function send(broker: Broker, options: ReporterOptions, startMs: number): Promise<void> {
  const { project, timeScale } = options;
  const context = { project, timeScale, startMs, nowMs: Date.now() };
  const body = exportRequest(subscriptionStats(broker), topicStats(broker), context);
  const response = await fetch(`${options.endpoint.replace(/\/$/, '')}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`${response.status} ${(await response.text()).slice(0, 300)}`);
  await response.arrayBuffer();
}
