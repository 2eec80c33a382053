import { isSpanContextValid, type Span, TraceFlags, trace } from '@opentelemetry/api';
import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';

export type Logger = PinoLogger;

export interface LoggerOptions {
  /** Which app or server is speaking. */
  readonly service: string;
  /** trace, debug, info, warn, error or fatal. */
  readonly level?: string | undefined;
  /** Google Cloud project; makes the trace id a link in Cloud Logging. */
  readonly project?: string | undefined;
  /** Where lines go; standard output by default. */
  readonly destination?: DestinationStream | undefined;
}

/** Cloud Logging's severities (LogSeverity) for pino's levels. */
const SEVERITY: Readonly<Record<string, string>> = {
  trace: 'DEBUG',
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
  fatal: 'CRITICAL',
};

/**
 * JSON lines with the field names Cloud Logging understands; inside a span, every line carries its trace.
 * @see https://docs.cloud.google.com/logging/docs/structured-logging
 */
export function createLogger(options: LoggerOptions): Logger {
  const settings = {
    level: options.level ?? 'info',
    base: { service: options.service },
    messageKey: 'message',
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ severity: SEVERITY[label] ?? 'DEFAULT' }) },
    mixin: () => traceFields(trace.getActiveSpan(), options.project),
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}

/** The fields that tie a log line to its span; empty outside of one. */
export function traceFields(span: Span | undefined, project: string | undefined): Record<string, unknown> {
  const context = span?.spanContext();
  if (context === undefined || !isSpanContextValid(context)) return {};
  return {
    'logging.googleapis.com/trace':
      project === undefined ? context.traceId : `projects/${project}/traces/${context.traceId}`,
    'logging.googleapis.com/spanId': context.spanId,
    'logging.googleapis.com/trace_sampled': (context.traceFlags & TraceFlags.SAMPLED) !== 0,
  };
}
