import {
  type Context,
  context,
  type Link,
  ROOT_CONTEXT,
  type TextMapGetter,
  type TextMapSetter,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';

/** Prefix of the attributes in which Google's Pub/Sub clients carry W3C trace context. */
export const ATTRIBUTE_PREFIX = 'googclient_';

export type MessageAttributes = Record<string, string>;

const propagator = new W3CTraceContextPropagator();
const setter: TextMapSetter<MessageAttributes> = {
  set: (attributes, key, value) => {
    attributes[ATTRIBUTE_PREFIX + key] = value;
  },
};
const getter: TextMapGetter<Readonly<MessageAttributes>> = {
  keys: (attributes) => Object.keys(attributes),
  get: (attributes, key) => attributes[ATTRIBUTE_PREFIX + key],
};

/**
 * Writes the trace context into a message's attributes (`googclient_traceparent`, W3C), in place. A context
 * that is not sampled is not written: nobody would record what it leads to, and it would cost every one of
 * millions of messages seventy bytes and its receiver a span that is thrown away.
 */
export function injectTraceContext(attributes: MessageAttributes, from: Context = context.active()): void {
  if (((trace.getSpanContext(from)?.traceFlags ?? 0) & TraceFlags.SAMPLED) === 0) return;
  propagator.inject(from, attributes, setter);
}

/** The context a message was published in; ROOT_CONTEXT when it carries none or a malformed one. */
export function extractTraceContext(attributes: Readonly<MessageAttributes> | null | undefined): Context {
  if (attributes?.[`${ATTRIBUTE_PREFIX}traceparent`] === undefined) return ROOT_CONTEXT;
  return propagator.extract(ROOT_CONTEXT, attributes, getter);
}

/** OpenTelemetry's recommended ceiling on links per span; a batch of thousands keeps the first ones. */
export const MOST_LINKS = 128;

/** Links from one span (a batch write) to the sampled contexts that share it; at most 128. */
export function linksTo(contexts: Iterable<Context>): Link[] {
  const links: Link[] = [];
  for (const one of contexts) {
    if (links.length === MOST_LINKS) break;
    const span = trace.getSpanContext(one);
    if (span !== undefined && (span.traceFlags & TraceFlags.SAMPLED) !== 0) links.push({ context: span });
  }
  return links;
}
