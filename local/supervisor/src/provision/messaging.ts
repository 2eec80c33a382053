import type { PubSub } from '@google-cloud/pubsub';
import { unlessPresent } from './unless-present.ts';

/** As in terraform/modules/pubsub: what holds there holds here. */
const MAX_DELIVERY_ATTEMPTS = 10;
const ACK_DEADLINE_SECONDS = 60;
const RETRY_BACKOFF = { minimumBackoff: { seconds: 1 }, maximumBackoff: { seconds: 60 } };

export interface MessagingNames {
  readonly topic: string;
  readonly subscription: string;
  readonly deadLetterTopic: string;
  readonly deadLetterSubscription: string;
}

/** Creates the topics and subscriptions that are not there yet. */
export async function provisionMessaging(pubsub: PubSub, names: MessagingNames): Promise<void> {
  const [topic, deadLetterTopic] = await Promise.all([
    ensureTopic(pubsub, names.topic),
    ensureTopic(pubsub, names.deadLetterTopic),
  ]);
  await Promise.all([
    unlessPresent(ALREADY_EXISTS, () =>
      deadLetterTopic.createSubscription(names.deadLetterSubscription, {
        ackDeadlineSeconds: ACK_DEADLINE_SECONDS,
      }),
    ),
    unlessPresent(ALREADY_EXISTS, () =>
      topic.createSubscription(names.subscription, {
        ackDeadlineSeconds: ACK_DEADLINE_SECONDS,
        retryPolicy: RETRY_BACKOFF,
        deadLetterPolicy: {
          deadLetterTopic: deadLetterTopic.name,
          maxDeliveryAttempts: MAX_DELIVERY_ATTEMPTS,
        },
      }),
    ),
  ]);
}

async function ensureTopic(pubsub: PubSub, name: string) {
  await unlessPresent(ALREADY_EXISTS, () => pubsub.createTopic(name));
  return pubsub.topic(name);
}

/** gRPC's ALREADY_EXISTS. */
const ALREADY_EXISTS = 6;
