import { describe, expect, test } from '@jest/globals';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { extractTraceContext, injectTraceContext, linksTo, MOST_LINKS } from './pubsub-context.ts';

const contextOf = (spanId: string, sampled = true) =>
  trace.setSpanContext(ROOT_CONTEXT, {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId,
    traceFlags: sampled ? 1 : 0,
  });

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

test("context travels in the attribute Google's clients use, as W3C writes it", () => {
  const attributes = { 'ce-id': '1' };
  injectTraceContext(attributes, contextOf('b7ad6b7169203331'));
  expect(attributes).toEqual({ 'ce-id': '1', googclient_traceparent: TRACEPARENT });
  expect(trace.getSpanContext(extractTraceContext(attributes))).toMatchObject({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: 1,
    isRemote: true,
  });
});

test('outside of a span, and in one that is not sampled, nothing is written', () => {
  const attributes = {};
  injectTraceContext(attributes, ROOT_CONTEXT);
  injectTraceContext(attributes, contextOf('b7ad6b7169203331', false));
  expect(attributes).toEqual({});
});

describe('a message without usable context has none', () => {
  test.each([
    undefined,
    null,
    {},
    { googclient_traceparent: 'nonsense' },
    { googclient_traceparent: TRACEPARENT.replace(/0af7\w+/, '0'.repeat(32)) },
    { traceparent: TRACEPARENT },
  ])('%j', (attributes) => {
    const found = extractTraceContext(attributes as Record<string, string> | undefined);
    expect(trace.getSpanContext(found)).toBeUndefined();
  });
});

test('a batch links to the sampled messages in it, to a bounded number', () => {
  const contexts = Array.from({ length: 1000 }, (_, index) =>
    contextOf((index + 1).toString(16).padStart(16, '0'), index % 2 === 0),
  );
  const links = linksTo([ROOT_CONTEXT, ...contexts]);
  expect(links).toHaveLength(MOST_LINKS);
  expect(links.slice(0, 2).map(({ context }) => context.spanId)).toEqual([
    '0000000000000001',
    '0000000000000003',
  ]);
});
