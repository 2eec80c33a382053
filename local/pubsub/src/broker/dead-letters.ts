import { timestampText } from '../core/duration.ts';
import type { Subscription } from '../core/subscription.ts';
import { RECORD } from '../journal/frame.ts';
import { encodeSettlement } from '../journal/settlement-record.ts';
import { withAttributes } from '../wire/pubsub-message.ts';
import type { Broker } from './broker.ts';

/**
 * Forwards the messages of a subscription that have used up their delivery attempts to its dead-letter
 * topic, and acknowledges them. Where the topic is gone or cannot be written, they are delivered again.
 */
export async function forwardDead(broker: Broker, subscription: Subscription): Promise<void> {
  const { backlog, settings, topic } = subscription;
  for (const seq of backlog.takeDead()) {
    const target = broker.state.topics.get(settings.deadLetterPolicy?.deadLetterTopic ?? '');
    const body = broker.body(topic, seq);
    const attempts = backlog.pending.get(seq)?.attempt ?? 0;
    if (target === undefined || body === undefined) {
      backlog.revive(seq);
      continue;
    }
    const message = withAttributes(body, {
      CloudPubSubDeadLetterSourceDeliveryCount: String(attempts),
      CloudPubSubDeadLetterSourceSubscription: subscription.name.split('/')[3] ?? '',
      CloudPubSubDeadLetterSourceSubscriptionProject: subscription.name.split('/')[1] ?? '',
      CloudPubSubDeadLetterSourceTopicPublishTime: timestampText(topic.log.publishMs(seq)),
    });
    // Both records are in one group: a crash between forwarding and acknowledging is all but ruled out.
    const published = broker.publish(target, [message], topic.log.orderingKey(seq));
    const ack = { subscription: subscription.serial, timeMs: broker.clock.now(), seqs: [seq] };
    broker.journal.append(encodeSettlement(RECORD.acknowledge, ack));
    try {
      await published;
      backlog.counts.deadLettered++;
      backlog.settle(seq);
    } catch {
      backlog.revive(seq);
    }
    broker.dispatcher.wake(subscription);
  }
}
