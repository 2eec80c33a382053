import { createServer, type Server } from 'node:http';
import { createApiApp, type Parts } from './api.ts';
import { createFastClock } from './clock.ts';
import { Events } from './control/events.ts';
import { createQueryEngine } from './engine.ts';
import { Alerting } from './evaluation/alerting.ts';
import { Incidents } from './evaluation/incidents.ts';
import { Notifier } from './evaluation/notifier.ts';
import { showIncident } from './evaluation/routes.ts';
import { createMonitoringFaults, interceptWith } from './faults.ts';
import type { Options } from './options.ts';
import { createOtlpApp } from './otlp/server.ts';
import { loadSamples, loadState, saveSamples, saveState } from './persistence.ts';
import { Resources } from './resources/resources.ts';
import { readObjectivesIn } from './slos/routes.ts';
import { TimeSeriesStore } from './store/store.ts';
import { TraceStore } from './traces/store.ts';

/** Spans of ordinary traces, some 1.5 kB each: the last minutes at 50 events/s. */
const MAX_SPANS = 60_000;
/** Spans of failed traces: they outlast the incident they belong to. */
const MAX_FAILED_SPANS = 20_000;
/** How often (wall ms) old samples are forgotten: counting the bytes walks over all series. */
const PRUNE_INTERVAL_MS = 10_000;
/** A request that comes slower than this (ms) is cut off. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than exporters and browsers keep idle connections (ms), so that they and not this server close them. */
const KEEP_ALIVE_MS = 75_000;
/** How often (ms) connections that fell idle are looked for while the server closes. */
const CLOSE_INTERVAL_MS = 50;
const HOST = '127.0.0.1';

/** What happens inside, for whoever writes the log. */
export interface Log {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
}

export interface MonitoringOptions extends Options {
  /** 0 takes a free port. */
  readonly ports: { readonly otlp: number; readonly monitoring: number };
  /** Base address of the console, for links in notifications. */
  readonly consoleUrl: string;
  readonly log: Log;
  /** Unix ms. */
  readonly wall?: () => number;
}

export interface Monitoring extends Parts {
  /** The ports that it listens on. */
  readonly ports: { readonly otlp: number; readonly monitoring: number };
  /** Stops evaluating and notifying, lets running requests end. */
  stop(): Promise<void>;
}

/**
 * Starts the local Cloud Monitoring.
 * @throws DocumentError for SLO documents with faults, the listener's error when a port is taken
 */
export async function startMonitoring(options: MonitoringOptions): Promise<Monitoring> {
  const parts = await assemble(options);
  const otlp = createServer(createOtlpApp(parts));
  const monitoring = createServer(createApiApp(parts));
  const close = () => Promise.all([otlp, monitoring].map(closeServer));
  try {
    await listen(otlp, options.ports.otlp);
    await listen(monitoring, options.ports.monitoring);
  } catch (error) {
    await close();
    throw error;
  }
  const pruning = setInterval(() => parts.store.prune(parts.clock.now()), PRUNE_INTERVAL_MS).unref();
  parts.alerting.start();
  return {
    ...parts,
    ports: { otlp: portOf(otlp), monitoring: portOf(monitoring) },
    stop: async () => {
      clearInterval(pruning);
      parts.alerting.stop();
      parts.events.stop();
      await parts.notifier.stop();
      await close();
      if (options.data !== undefined) await save(options.data, parts);
    },
  };
}

async function save(
  directory: string,
  { clock, resources, incidents, alerting, store }: Parts,
): Promise<void> {
  await saveState(directory, {
    now: clock.now(),
    resources: resources.all(),
    incidents: incidents.list(),
    evaluators: alerting.states(),
  });
  await saveSamples(directory, store);
}

async function assemble(options: MonitoringOptions): Promise<Parts> {
  const { log } = options;
  const objectives = await readObjectivesIn(options.slos);
  const saved = options.data === undefined ? undefined : await loadState(options.data);
  const clock = createFastClock({
    scale: options.timeScale,
    wall: options.wall ?? Date.now,
    ...(saved !== undefined && { startAt: saved.now }),
  });
  const { maxSeries, maxBytes, retention: retentionMs } = options;
  const store = new TimeSeriesStore({ maxSeries, maxBytes, retentionMs });
  if (options.data !== undefined) await loadSamples(options.data, store);
  const engine = createQueryEngine(store);
  const resources = new Resources(saved?.resources);
  const incidents = new Incidents(saved?.incidents);
  const events = new Events();
  const notifier = new Notifier({
    resources,
    consoleUrl: options.consoleUrl,
    onDelivery: (delivery) => {
      const last = delivery.attempts.at(-1);
      if (last?.ok !== true) log.warn({ delivery }, 'a notification was not delivered');
    },
  });
  const alerting = new Alerting({
    resources,
    engine,
    clock,
    incidents,
    onIncident: (transition, incident) => {
      const { id, policy, conditionName: condition, value } = incident;
      log.info({ incident: id, policy, condition, value }, `incident ${transition}`);
      events.send(`incident-${transition}`, showIncident(incident));
      notifier.notify(transition, incident);
    },
    ...(saved !== undefined && { states: saved.evaluators }),
    onError: (policy, error) => log.warn({ policy, err: error }, 'a condition could not be evaluated'),
  });
  const faults = createMonitoringFaults();
  const traces = new TraceStore({ maxSpans: MAX_SPANS, maxFailedSpans: MAX_FAILED_SPANS });
  const intercept = interceptWith(faults);
  return {
    store,
    traces,
    clock,
    engine,
    resources,
    alerting,
    incidents,
    notifier,
    objectives,
    events,
    faults,
    intercept,
  };
}

function listen(server: Server, port: number): Promise<void> {
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
}

/** Lets running requests end; a kept-alive connection is closed as soon as it has none. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) return resolve();
    const closing = setInterval(() => server.closeIdleConnections(), CLOSE_INTERVAL_MS);
    server.close(() => {
      clearInterval(closing);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
