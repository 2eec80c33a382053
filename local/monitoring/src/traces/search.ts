import type { FastClock } from '../clock.ts';
import { inOrder } from './order.ts';
import type { Span } from './span.ts';
import type { Trace, TraceStore } from './store.ts';

export interface TraceQuery {
  readonly service?: string | undefined;
  readonly route?: string | undefined;
  /** `error`, `ok`, an HTTP status such as 503, or a class of them such as 5xx. */
  readonly status?: string | undefined;
  readonly minMs?: number | undefined;
  readonly maxMs?: number | undefined;
  /** Unix ms on the fast clock. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly limit: number;
}

export interface TraceSummary {
  readonly trace_id: string;
  /** The first span's. */
  readonly name: string;
  readonly service: string;
  readonly services: readonly string[];
  readonly route: string | null;
  readonly http_status: number | null;
  readonly status: 'error' | 'ok';
  /** When it began, on the fast clock. */
  readonly time: string;
  /** Real milliseconds: a time-lapse moves traces, it does not stretch them. */
  readonly duration_ms: number;
  readonly spans: number;
  readonly errors: number;
}

/** Traces that meet the query, newest first. */
export function searchTraces(store: TraceStore, clock: FastClock, query: TraceQuery): TraceSummary[] {
  const found: { start: number; trace: Trace }[] = [];
  for (const trace of store.all()) {
    const start = startOf(trace);
    if (matches(trace, clock.fromWall(start), query)) found.push({ start, trace });
  }
  found.sort((a, b) => b.start - a.start);
  return found.slice(0, query.limit).map(({ trace }) => summarize(trace, clock));
}

export function summarize(trace: Trace, clock: FastClock): TraceSummary {
  const spans = inOrder(trace.spans);
  const root = spans.find(({ parentSpanId }) => parentSpanId === null) ?? spans[0];
  const route = spans.map(routeOf).find((value) => value !== null) ?? null;
  return {
    trace_id: trace.traceId,
    name: root?.name ?? '',
    service: root?.service ?? '',
    services: [...new Set(spans.map(({ service }) => service))],
    route,
    http_status: spans.map(httpStatusOf).find((value) => value !== null) ?? null,
    status: trace.failed ? 'error' : 'ok',
    time: new Date(clock.fromWall(startOf(trace))).toISOString(),
    duration_ms: durationOf(trace),
    spans: spans.length,
    errors: spans.filter(({ status }) => status === 'error').length,
  };
}

function matches(trace: Trace, time: number, query: TraceQuery): boolean {
  const { service, route, status, minMs, maxMs, from, to } = query;
  if (from !== undefined && time < from) return false;
  if (to !== undefined && time > to) return false;
  if (minMs !== undefined && durationOf(trace) < minMs) return false;
  if (maxMs !== undefined && durationOf(trace) > maxMs) return false;
  if (service !== undefined && !trace.spans.some((span) => span.service === service)) return false;
  if (route !== undefined && !trace.spans.some((span) => routeOf(span) === route)) return false;
  return status === undefined || hasStatus(trace, status);
}

function hasStatus(trace: Trace, status: string): boolean {
  if (status === 'error') return trace.failed;
  if (status === 'ok') return !trace.failed;
  const wanted = /^[1-5]xx$/i.test(status) ? status[0] : status;
  return trace.spans.some(
    (span) => span.kind === 'server' && String(httpStatusOf(span)).startsWith(wanted ?? ''),
  );
}

function routeOf({ attributes }: Span): string | null {
  const route = attributes['http.route'];
  return typeof route === 'string' ? route : null;
}

function httpStatusOf({ attributes }: Span): number | null {
  const status = attributes['http.response.status_code'] ?? attributes['http.status_code'];
  return typeof status === 'number' ? status : null;
}

function startOf({ spans }: Trace): number {
  return spans.reduce((first, { start }) => Math.min(first, start), Number.POSITIVE_INFINITY);
}

function durationOf(trace: Trace): number {
  const end = trace.spans.reduce((last, span) => Math.max(last, span.end), 0);
  return Math.round((end - startOf(trace)) * 1000) / 1000;
}
