import { extractTraceContext, linksTo } from '@flightdeck/telemetry';
import { ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import type { Delivery, Message, Row, Warehouse } from './ports.ts';

export interface Tracing {
  /** Adds a span to every append, linked to the messages whose rows it writes. */
  traced(warehouse: Warehouse): Warehouse;
  /** Ends the spans of messages that are settled. */
  settled(deliveries: readonly Pick<Delivery, 'message'>[], fault?: string): void;
}

const TRACEPARENT = 'googclient_traceparent';
const isTraced = ({ attributes }: Message): boolean => attributes[TRACEPARENT] !== undefined;

/**
 * Spans from receive to durable. A message that carries a trace gets a `process` span in it; the write that many
 * messages share links to all of them and is a child of the first, so that one trace shows the whole way.
 */
export function createTracing(tracer: Tracer, subscription: string): Tracing {
  const processSpans = new WeakMap<Message, Span>();

  const processSpan = (message: Message): Span => {
    const known = processSpans.get(message);
    if (known !== undefined) return known;
    const span = tracer.startSpan(
      `${subscription} process`,
      {
        kind: SpanKind.CONSUMER,
        startTime: message.receivedAt,
        attributes: {
          'messaging.system': 'gcp_pubsub',
          'messaging.operation.name': 'process',
          'messaging.destination.subscription.name': subscription,
          'messaging.message.id': message.messageId,
          'flightdeck.event_id': message.attributes['ce-id'] ?? '',
        },
      },
      extractTraceContext(message.attributes),
    );
    processSpans.set(message, span);
    return span;
  };

  const writeSpan = (rows: readonly Row[]): Span => {
    const contexts = rows
      .filter(({ message }) => isTraced(message))
      .map(({ message }) => trace.setSpan(ROOT_CONTEXT, processSpan(message)));
    return tracer.startSpan(
      'flight_events append',
      {
        kind: SpanKind.CLIENT,
        links: linksTo(contexts),
        attributes: { 'db.system.name': 'gcp.bigquery', 'db.operation.batch.size': rows.length },
      },
      contexts[0] ?? ROOT_CONTEXT,
    );
  };

  return {
    traced: (warehouse) => ({
      async append(rows, ingestedAtMicros) {
        const span = writeSpan(rows);
        try {
          return await warehouse.append(rows, ingestedAtMicros);
        } catch (error) {
          span.setStatus({ code: SpanStatusCode.ERROR, message: String((error as Error).message) });
          throw error;
        } finally {
          span.end();
        }
      },
    }),
    settled(deliveries, fault) {
      for (const { message } of deliveries) {
        if (!isTraced(message)) continue;
        const span = processSpan(message);
        if (fault !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: fault });
        span.end();
      }
    },
  };
}
