import { setTimeout } from 'node:timers/promises';
import type { Environment } from '@flightdeck/service';
import { context, metrics, propagation, type Tracer, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { MeterProvider, type MetricReader, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import {
  AlwaysOffSampler,
  BatchSpanProcessor,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { DestinationStream } from 'pino';
import { readTelemetryConfig, type TelemetryConfig } from './config.ts';
import { createExporters, type Exporters, exportTimeoutMs } from './exporters.ts';
import { createInstruments, type Instruments } from './instruments.ts';
import { createLogger, type Logger } from './logger.ts';
import { observeProcess } from './process-metrics.ts';
import { createRecorder, NO_RECORDER, type Recorder } from './recorder.ts';
import { detectResource } from './resource.ts';
import { sampler } from './sampler.ts';
import { views } from './views.ts';

export interface TelemetryOptions {
  /** `service.name`; the label `job` of every series. */
  readonly service: string;
  readonly env: Environment;
  /** Where log lines go; standard output by default. */
  readonly logTo?: DestinationStream;
}

export interface Telemetry {
  readonly instruments: Instruments;
  readonly tracer: Tracer;
  readonly logger: Logger;
  /** Sends what there is now; for a process that ends before its first export. Never throws. */
  flush(timeoutMs?: number): Promise<void>;
  /** Sends what is left and stops. Never throws, and is over within `timeoutMs` whatever the endpoint does. */
  shutdown(timeoutMs?: number): Promise<void>;
}

/** The Telemetry API takes 200 points a request. */
const POINTS_PER_REQUEST = 200;

/** Finished spans that wait for export; beyond it they are dropped, never kept. */
const SPAN_QUEUE = 2048;
const SPANS_PER_REQUEST = 512;
/** A trace should be found soon after it happened. */
const SPAN_DELAY_MS = 1_000;

/** Leaves most of Cloud Run's 10 s between SIGTERM and SIGKILL to the work itself. */
const SHUTDOWN_TIMEOUT_MS = 3_000;

/**
 * Starts traces, metrics and logs for one process. From here on telemetry cannot fail the app: exports
 * that fail are reported once in the log, and what cannot be sent is dropped.
 * @throws ConfigError when the environment cannot be used; nothing else
 */
export function startTelemetry(options: TelemetryOptions): Telemetry {
  const config = readTelemetryConfig(options.env);
  const logger = createLogger({
    service: options.service,
    level: config.logLevel,
    project: config.project,
    destination: options.logTo,
  });
  const exporters = createExporters(config, logger);
  const resource = detectResource(options.service, options.env);
  const recorder = createRecorder();
  const meterProvider = new MeterProvider({
    resource,
    views: views(),
    readers: readers(config, exporters, recorder),
  });
  const tracerProvider = new TracerProvider({
    resource,
    sampler: exporters.traces === undefined ? new AlwaysOffSampler() : sampler(config.tracesPerSecond),
    spanProcessors: spanProcessors(config, exporters),
  });
  register(meterProvider, tracerProvider);
  const instruments = createInstruments(
    meterProvider.getMeter('flightdeck'),
    exporters.metrics === undefined ? NO_RECORDER : recorder,
  );
  const stopObserving = observeProcess(instruments);
  return {
    instruments,
    tracer: tracerProvider.getTracer('flightdeck'),
    logger,
    flush: async (timeoutMs = SHUTDOWN_TIMEOUT_MS) => {
      const flushed = Promise.allSettled([tracerProvider.forceFlush(), meterProvider.forceFlush()]);
      await Promise.race([flushed, setTimeout(timeoutMs, undefined, { ref: false })]);
    },
    shutdown: async (timeoutMs = SHUTDOWN_TIMEOUT_MS) => {
      const flushed = Promise.allSettled([tracerProvider.shutdown(), meterProvider.shutdown()]);
      await Promise.race([flushed, setTimeout(timeoutMs, undefined, { ref: false })]);
      stopObserving();
    },
  };
}

const readers = (
  config: TelemetryConfig,
  { metrics: exporter }: Exporters,
  recorder: Recorder,
): MetricReader[] =>
  exporter === undefined
    ? []
    : [
        new PeriodicExportingMetricReader({
          exporter,
          exportIntervalMillis: config.exportIntervalMs,
          exportTimeoutMillis: exportTimeoutMs(config),
          maxExportBatchSize: POINTS_PER_REQUEST,
          metricProducers: [recorder],
        }),
      ];

const spanProcessors = (config: TelemetryConfig, { traces: exporter }: Exporters): SpanProcessor[] =>
  exporter === undefined
    ? []
    : [
        new BatchSpanProcessor({
          exporter,
          maxQueueSize: SPAN_QUEUE,
          maxExportBatchSize: SPANS_PER_REQUEST,
          scheduledDelayMillis: SPAN_DELAY_MS,
          exportTimeoutMillis: exportTimeoutMs(config),
        }),
      ];

/** Makes `context.active()`, `trace.getActiveSpan()` and libraries that report by themselves work. */
function register(meters: MeterProvider, tracers: TracerProvider): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  metrics.setGlobalMeterProvider(meters);
  trace.setGlobalTracerProvider(tracers);
}
