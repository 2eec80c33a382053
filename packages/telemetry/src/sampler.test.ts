import { expect, test } from '@jest/globals';
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import { sampler } from './sampler.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

function setUp(perSecond: number) {
  let nowMs = 0;
  const sampling = sampler(perSecond, () => nowMs);
  const sampled = (context = ROOT_CONTEXT): boolean =>
    sampling.shouldSample(context, TRACE_ID, 'x', SpanKind.INTERNAL, {}, []).decision ===
    SamplingDecision.RECORD_AND_SAMPLED;
  const count = (attempts: number): number =>
    Array.from({ length: attempts }, () => sampled()).filter(Boolean).length;
  return { sampled, count, pass: (ms: number) => (nowMs += ms) };
}

test('lets in so many new traces a second, however many there are', () => {
  const { count, pass } = setUp(10);
  expect(count(1000)).toBe(10);
  pass(500);
  expect(count(1000)).toBe(5);
  pass(60_000);
  expect(count(1000)).toBe(10);
});

test('0 lets in none', () => {
  expect(setUp(0).count(10)).toBe(0);
});

test('a trace begun elsewhere keeps the decision made there', () => {
  const { sampled, count } = setUp(1);
  count(1);
  const remote = (traceFlags: number) =>
    trace.setSpanContext(ROOT_CONTEXT, {
      traceId: TRACE_ID,
      spanId: 'b7ad6b7169203331',
      traceFlags,
      isRemote: true,
    });
  expect(sampled(remote(1))).toBe(true);
  expect(sampled(remote(0))).toBe(false);
});
