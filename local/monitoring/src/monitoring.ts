import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:http';
import { serveFaults } from '@flightdeck/local-faults';
import { createApiApp } from './api.ts';
import { createFastClock, type FastClock } from './clock.ts';
import { createQueryEngine, type QueryEngine } from './engine.ts';
import { createMonitoringFaults, interceptWith } from './faults.ts';
import type { Options } from './options.ts';
import { createOtlpApp } from './otlp/server.ts';
import { TimeSeriesStore } from './store/store.ts';
import { TraceStore } from './traces/store.ts';

/** Spans of ordinary traces, some 1.5 kB each: the last minutes at 50 events/s. */
const MAX_SPANS = 60_000;
/** Spans of failed traces: they outlast the incident they belong to. */
const MAX_FAILED_SPANS = 20_000;
/** How often (wall ms) old samples are forgotten: counting the bytes walks over all series. */
const PRUNE_INTERVAL_MS = 10_000;
/** Bytes of one request may come this slowly at most, in ms; then the connection is cut. */
const REQUEST_TIMEOUT_MS = 30_000;
const HOST = '127.0.0.1';

export interface Monitoring {
  readonly clock: FastClock;
  readonly store: TimeSeriesStore;
  readonly engine: QueryEngine;
  /** The ports that it listens on. */
  readonly ports: { readonly otlp: number; readonly monitoring: number };
  /** Stops taking requests, lets running ones end, stops evaluating. */
  stop(): Promise<void>;
}

export interface MonitoringOptions extends Options {
  /** 0 takes a free port. */
  readonly ports: { readonly otlp: number; readonly monitoring: number };
  readonly wall?: () => number;
}

const FAULTS_PATH = '/_flightdeck/faults';

/**
 * Starts the local Cloud Monitoring.
 * @throws the listener's error when a port is taken
 */
export async function startMonitoring(options: MonitoringOptions): Promise<Monitoring> {
  const clock = createFastClock({ scale: options.timeScale, wall: options.wall ?? Date.now });
  const store = new TimeSeriesStore({
    maxSeries: options.maxSeries,
    retentionMs: options.retention,
    maxBytes: options.maxBytes,
  });
  const traces = new TraceStore({ maxSpans: MAX_SPANS, maxFailedSpans: MAX_FAILED_SPANS });
  const engine = createQueryEngine(store);
  const faults = createMonitoringFaults();
  const intercept = interceptWith(faults);
  const pruning = setInterval(() => store.prune(clock.now()), PRUNE_INTERVAL_MS).unref();

  const otlp = createServer(createOtlpApp({ store, traces, clock, intercept }));
  const app: RequestListener = createApiApp({ store, traces, clock, engine, intercept });
  const monitoring = createServer((request, response) => {
    void serveFaults(faults, FAULTS_PATH, request, response).then(
      (served) => {
        if (!served) app(request, response);
      },
      (error: Error) => response.destroy(error),
    );
  });
  const servers = [otlp, monitoring];
  try {
    await listen(otlp, options.ports.otlp);
    await listen(monitoring, options.ports.monitoring);
  } catch (error) {
    clearInterval(pruning);
    await Promise.all(servers.map(close));
    throw error;
  }
  return {
    clock,
    store,
    engine,
    ports: { otlp: portOf(otlp), monitoring: portOf(monitoring) },
    stop: async () => {
      clearInterval(pruning);
      await Promise.all(servers.map(close));
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) return resolve();
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
