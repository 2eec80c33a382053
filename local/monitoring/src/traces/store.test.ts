import { describe, expect, it } from '@jest/globals';
import { inOrder } from './order.ts';
import type { Span, SpanLink } from './span.ts';
import { TraceStore } from './store.ts';

const id = (n: number, length: number): string => n.toString(16).padStart(length, '0');
const span = (trace: number, over: Partial<Span> = {}): Span => ({
  traceId: id(trace, 32),
  spanId: id(trace, 16),
  parentSpanId: null,
  name: 'a span',
  kind: 'internal',
  service: 'api',
  start: trace,
  end: trace + 1,
  status: 'unset',
  statusMessage: '',
  attributes: {},
  events: [],
  links: [],
  ...over,
});
const held = (store: TraceStore) => [...store.all()].map(({ traceId }) => Number.parseInt(traceId, 16));
const linkTo = (trace: number): SpanLink => ({
  traceId: id(trace, 32),
  spanId: id(trace, 16),
  attributes: {},
});

describe('inOrder', () => {
  it('puts a parent before a child that starts with it, and ends on a loop', () => {
    const [root, child, loop] = [id(1, 16), id(2, 16), id(3, 16)];
    const spans = [
      span(1, { spanId: loop, parentSpanId: loop, start: 0 }),
      span(1, { spanId: child, parentSpanId: root, start: 5 }),
      span(1, { spanId: root, start: 5 }),
    ];
    expect(inOrder(spans).map(({ spanId }) => spanId)).toEqual([loop, root, child]);
  });
});

describe('TraceStore', () => {
  it('drops the traces that grew longest ago, ordinary ones apart from failed ones', () => {
    const store = new TraceStore({ maxSpans: 3, maxFailedSpans: 2 });
    store.add(span(1, { status: 'error' }));
    for (const trace of [2, 3, 4]) store.add(span(trace));
    store.add(span(2, { spanId: id(99, 16) }));
    expect(held(store)).toEqual([4, 2, 1]);
    expect(store.spanCount).toBe(4);
    for (const trace of [5, 6]) store.add(span(trace, { status: 'error' }));
    expect(held(store)).toEqual([4, 2, 5, 6]);
  });

  it('moves a trace to the failed ones when a span of it fails later', () => {
    const store = new TraceStore({ maxSpans: 1, maxFailedSpans: 2 });
    store.add(span(1));
    store.add(span(1, { spanId: id(7, 16), status: 'error' }));
    store.add(span(2));
    expect(held(store)).toEqual([2, 1]);
  });

  it('knows who links to a span, until the linking trace is gone', () => {
    const store = new TraceStore({ maxSpans: 2, maxFailedSpans: 1 });
    const target = span(1);
    store.add(span(2, { links: [linkTo(1)] }));
    store.add(target);
    expect(store.backLinks(target)).toEqual([{ traceId: id(2, 32), spanId: id(2, 16) }]);
    store.add(span(3));
    expect(store.backLinks(target)).toEqual([]);
  });
});
