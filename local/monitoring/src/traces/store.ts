import type { Span } from './span.ts';

/** A link seen from its target: that span of that trace points here. */
export interface BackLink {
  readonly traceId: string;
  readonly spanId: string;
}

export interface Trace {
  readonly traceId: string;
  readonly spans: Span[];
  failed: boolean;
}

export interface TraceLimits {
  /** Spans of traces without an error; the oldest traces go first. */
  readonly maxSpans: number;
  /** Spans of traces with an error, kept apart so that ordinary traffic does not push them out. */
  readonly maxFailedSpans: number;
}

/** A trace that never ends (a loop with one trace id) must not fill the store. */
const MAX_SPANS_PER_TRACE = 2_000;

/** Traces in memory, bounded by spans. */
export class TraceStore {
  readonly #ordinary: Pool;
  readonly #failed: Pool;
  /** trace id + span id of a link's target -> who links to it */
  readonly #backLinks = new Map<string, BackLink[]>();

  constructor({ maxSpans, maxFailedSpans }: TraceLimits) {
    this.#ordinary = new Pool(maxSpans);
    this.#failed = new Pool(maxFailedSpans);
  }

  add(span: Span): void {
    const trace = this.get(span.traceId) ?? { traceId: span.traceId, spans: [], failed: false };
    if (trace.spans.length >= MAX_SPANS_PER_TRACE) return;
    const before = trace.failed ? this.#failed : this.#ordinary;
    before.remove(trace);
    trace.spans.push(span);
    trace.failed ||= span.status === 'error';
    for (const link of span.links) this.#addBackLink(span, targetKey(link));
    for (const dropped of (trace.failed ? this.#failed : this.#ordinary).add(trace))
      this.#dropBackLinks(dropped);
  }

  get(traceId: string): Trace | undefined {
    return this.#ordinary.get(traceId) ?? this.#failed.get(traceId);
  }

  /** Spans of other traces that link to this span. */
  backLinks(span: Span): readonly BackLink[] {
    return this.#backLinks.get(targetKey(span)) ?? [];
  }

  /** All traces; within each of the two pools, the one that grew last comes last. */
  *all(): Iterable<Trace> {
    yield* this.#ordinary.traces();
    yield* this.#failed.traces();
  }

  get spanCount(): number {
    return this.#ordinary.spans + this.#failed.spans;
  }

  #addBackLink({ traceId, spanId }: Span, target: string): void {
    const links = this.#backLinks.get(target) ?? [];
    links.push({ traceId, spanId });
    this.#backLinks.set(target, links);
  }

  #dropBackLinks(trace: Trace): void {
    for (const span of trace.spans) {
      for (const target of span.links.map(targetKey)) {
        const left = (this.#backLinks.get(target) ?? []).filter(
          ({ traceId, spanId }) => traceId !== span.traceId || spanId !== span.spanId,
        );
        if (left.length === 0) this.#backLinks.delete(target);
        else this.#backLinks.set(target, left);
      }
    }
  }
}

const targetKey = ({ traceId, spanId }: BackLink): string => `${traceId}/${spanId}`;

/** Traces in the order of their last change, bounded by the spans they hold. */
class Pool {
  readonly #traces = new Map<string, Trace>();
  readonly #maxSpans: number;
  spans = 0;

  constructor(maxSpans: number) {
    this.#maxSpans = maxSpans;
  }

  get(traceId: string): Trace | undefined {
    return this.#traces.get(traceId);
  }

  traces(): Iterable<Trace> {
    return this.#traces.values();
  }

  remove(trace: Trace): void {
    if (this.#traces.delete(trace.traceId)) this.spans -= trace.spans.length;
  }

  /** @returns the traces dropped to make room */
  add(trace: Trace): Trace[] {
    this.#traces.set(trace.traceId, trace);
    this.spans += trace.spans.length;
    const dropped: Trace[] = [];
    for (const oldest of this.#traces.values()) {
      if (this.spans <= this.#maxSpans) break;
      this.remove(oldest);
      dropped.push(oldest);
    }
    return dropped;
  }
}
