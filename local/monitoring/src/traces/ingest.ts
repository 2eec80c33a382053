import { type Attributes, type KeyValue, readAttributes } from '../otlp/attributes.ts';
import type { IngestResult } from '../otlp/metrics.ts';
import type { Span, SpanKind, SpanStatus } from './span.ts';
import type { TraceStore } from './store.ts';

type Id = string | Uint8Array;

interface OtlpSpan {
  readonly traceId?: Id;
  readonly spanId?: Id;
  readonly parentSpanId?: Id;
  readonly name?: string;
  readonly kind?: number;
  readonly startTimeUnixNano?: string;
  readonly endTimeUnixNano?: string;
  readonly attributes?: readonly KeyValue[];
  readonly events?: readonly { timeUnixNano?: string; name?: string; attributes?: readonly KeyValue[] }[];
  readonly links?: readonly { traceId?: Id; spanId?: Id; attributes?: readonly KeyValue[] }[];
  readonly status?: { code?: number; message?: string };
}

export interface TracesRequest {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: readonly KeyValue[] };
    readonly scopeSpans?: readonly { readonly spans?: readonly OtlpSpan[] }[];
  }[];
}

const KINDS: readonly SpanKind[] = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'];
const STATUSES: readonly SpanStatus[] = ['unset', 'ok', 'error'];
const TRACE_ID = /^[0-9a-f]{32}$/;
const SPAN_ID = /^[0-9a-f]{16}$/;

/** Stores the spans of one OTLP request; spans without valid ids are refused. */
export function ingestTraces(request: TracesRequest, store: TraceStore): IngestResult {
  const reasons = new Set<string>();
  let rejected = 0;
  for (const { resource, scopeSpans } of request.resourceSpans ?? []) {
    const service = serviceName(readAttributes(resource?.attributes));
    for (const span of (scopeSpans ?? []).flatMap(({ spans }) => spans ?? [])) {
      const read = readSpan(span, service);
      if (TRACE_ID.test(read.traceId) && SPAN_ID.test(read.spanId)) {
        store.add(read);
        continue;
      }
      rejected += 1;
      reasons.add('trace_id must have 16 bytes and span_id 8');
    }
  }
  return { rejected, reasons: [...reasons] };
}

function readSpan(span: OtlpSpan, service: string): Span {
  const parent = hex(span.parentSpanId);
  return {
    traceId: hex(span.traceId),
    spanId: hex(span.spanId),
    parentSpanId: parent === '' ? null : parent,
    name: span.name ?? '',
    kind: KINDS[span.kind ?? 0] ?? 'internal',
    service,
    start: unixMs(span.startTimeUnixNano),
    end: unixMs(span.endTimeUnixNano),
    status: STATUSES[span.status?.code ?? 0] ?? 'unset',
    statusMessage: span.status?.message ?? '',
    attributes: readAttributes(span.attributes),
    events: (span.events ?? []).map(({ timeUnixNano, name, attributes }) => ({
      name: name ?? '',
      time: unixMs(timeUnixNano),
      attributes: readAttributes(attributes),
    })),
    links: (span.links ?? []).map(({ traceId, spanId, attributes }) => ({
      traceId: hex(traceId),
      spanId: hex(spanId),
      attributes: readAttributes(attributes),
    })),
  };
}

const serviceName = (resource: Attributes): string => String(resource['service.name'] ?? 'unknown_service');

const hex = (id: Id | undefined): string =>
  typeof id === 'string' ? id.toLowerCase() : Buffer.from(id ?? []).toString('hex');

/** Nanoseconds do not fit a double; microseconds do. */
const unixMs = (nanos: string | undefined): number => Number(BigInt(nanos ?? 0) / 1000n) / 1000;
