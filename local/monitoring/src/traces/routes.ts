import { Router } from 'express';
import type { FastClock } from '../clock.ts';
import { Params } from '../prometheus/params.ts';
import { inOrder } from './order.ts';
import { searchTraces, summarize } from './search.ts';
import type { Span } from './span.ts';
import type { Trace, TraceStore } from './store.ts';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1_000;

/** `GET /?service=&route=&status=&min_ms=&max_ms=&from=&to=&limit=` and `GET /{trace id}`. */
export function traceRoutes(store: TraceStore, clock: FastClock): Router {
  const router = Router();
  router.get('/', (request, response) => {
    const params = new Params(request);
    const traces = searchTraces(store, clock, {
      service: params.text('service'),
      route: params.text('route'),
      status: params.text('status'),
      minMs: params.count('min_ms'),
      maxMs: params.count('max_ms'),
      from: params.time('from'),
      to: params.time('to'),
      limit: Math.min(params.count('limit') ?? DEFAULT_LIMIT, MAX_LIMIT),
    });
    response.json({ traces });
  });
  router.get('/:traceId', (request, response) => {
    const trace = store.get(request.params.traceId.toLowerCase());
    if (trace === undefined) {
      const message = `trace ${request.params.traceId} is not held; only the most recent traces are`;
      response.status(404).json({ error: { code: 404, message, status: 'NOT_FOUND' } });
      return;
    }
    response.json({ ...summarize(trace, clock), spans: showSpans(trace, store) });
  });
  return router;
}

/** Spans in the order of their start; offsets are real milliseconds from the first one. */
function showSpans(trace: Trace, store: TraceStore): object[] {
  const spans = inOrder(trace.spans);
  const origin = spans[0]?.start ?? 0;
  const offset = (time: number): number => Math.round((time - origin) * 1000) / 1000;
  return spans.map((span) => ({
    span_id: span.spanId,
    parent_span_id: span.parentSpanId,
    name: span.name,
    kind: span.kind,
    service: span.service,
    start_ms: offset(span.start),
    duration_ms: Math.round((span.end - span.start) * 1000) / 1000,
    status: span.status,
    status_message: span.statusMessage,
    attributes: span.attributes,
    events: span.events.map(({ name, time, attributes }) => ({ name, offset_ms: offset(time), attributes })),
    links: span.links.map((link) => showLink(link, store, link.attributes)),
    linked_from: store.backLinks(span).map((link) => showLink(link, store)),
  }));
}

function showLink(
  { traceId, spanId }: Pick<Span, 'traceId' | 'spanId'>,
  store: TraceStore,
  attributes = {},
): object {
  const span = store.get(traceId)?.spans.find((candidate) => candidate.spanId === spanId);
  return {
    trace_id: traceId,
    span_id: spanId,
    // Null when the other end is not held any more.
    name: span?.name ?? null,
    service: span?.service ?? null,
    attributes,
  };
}
