import { type FlightEvent, toMessage } from '@flightdeck/flight-event';
import { orAborted } from '@flightdeck/service';
import { injectTraceContext } from '@flightdeck/telemetry';
import { PubSub } from '@google-cloud/pubsub';
import { context, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';

const SOURCE = '/flightdeck/canary';

export interface Publisher {
  /** Resolves when the broker has confirmed the event; rejects when the signal aborts. */
  readonly publish: (event: FlightEvent, signal: AbortSignal) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The real Pub/Sub client; PUBSUB_EMULATOR_HOST is its own. */
export function createPublisher(projectId: string, topicName: string, tracer: Tracer): Publisher {
  const pubsub = new PubSub({ projectId });
  // One event at a time: waiting for a batch would only add to the round trip.
  const topic = pubsub.topic(topicName, { batching: { maxMessages: 1 } });
  return {
    publish: async (event, signal) => {
      const message = toMessage(event, SOURCE);
      const attributes = { ...message.attributes };
      const span = tracer.startSpan(`${topicName} publish`, {
        kind: SpanKind.PRODUCER,
        attributes: {
          'messaging.system': 'gcp_pubsub',
          'messaging.operation.name': 'publish',
          'messaging.destination.name': topicName,
        },
      });
      injectTraceContext(attributes, trace.setSpan(context.active(), span));
      try {
        await orAborted(topic.publishMessage({ data: message.data, attributes }), signal);
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR, message: String((error as Error).message) });
        throw error;
      } finally {
        span.end();
      }
    },
    close: () => pubsub.close(),
  };
}
