import type { Attributes } from '../otlp/attributes.ts';

export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';
export type SpanStatus = 'unset' | 'ok' | 'error';

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
}

export interface SpanEvent {
  readonly name: string;
  /** Unix ms of the wall clock, with fractions. */
  readonly time: number;
  readonly attributes: Attributes;
}

/** A finished span as its exporter sent it. Ids are lower-case hex. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly kind: SpanKind;
  readonly service: string;
  /** Unix ms of the wall clock, with fractions to the microsecond. */
  readonly start: number;
  readonly end: number;
  readonly status: SpanStatus;
  readonly statusMessage: string;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
}
