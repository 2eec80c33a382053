import type { v1 } from '@google-cloud/pubsub';
import { deadLetterMessage } from '../dead-letter-message.ts';
import type { Broker } from '../ports.ts';

export interface BrokerNames {
  /** `projects/P/subscriptions/S` */
  readonly subscription: string;
  /** `projects/P/topics/T` */
  readonly deadLetterTopic: string;
}

/** One attempt, cut off after ten seconds: the pipeline itself decides about trying again. */
const CALL = { timeout: 10_000, retry: { retryCodes: [] } };

/** The pipeline's broker on the generated Pub/Sub clients. */
export function createBroker(
  clients: { readonly subscriber: v1.SubscriberClient; readonly publisher: v1.PublisherClient },
  { subscription, deadLetterTopic }: BrokerNames,
): Broker {
  return {
    async acknowledge(ackIds) {
      await clients.subscriber.acknowledge({ subscription, ackIds: [...ackIds] }, CALL);
    },
    async modifyAckDeadline(ackIds, ackDeadlineSeconds) {
      await clients.subscriber.modifyAckDeadline(
        { subscription, ackIds: [...ackIds], ackDeadlineSeconds },
        CALL,
      );
    },
    async publishDeadLetters(letters) {
      const messages = letters.map((letter) => deadLetterMessage(letter, subscription));
      await clients.publisher.publish({ topic: deadLetterTopic, messages }, CALL);
    },
  };
}
