import type { Broker } from '../broker/broker.ts';

export interface SubscriptionStats {
  readonly name: string;
  readonly topic: string;
  readonly undelivered: number;
  readonly outstanding: number;
  readonly oldestUnackedAgeSeconds: number;
  readonly openStreamingPulls: number;
  readonly delivered: number;
  readonly acked: number;
  readonly nacked: number;
  readonly expired: number;
  readonly extended: number;
  readonly deadLettered: number;
}

export interface TopicStats {
  readonly name: string;
  readonly messages: number;
  readonly bytes: number;
  readonly indexChunks: number;
  /** Publish requests by gRPC status name. */
  readonly requests: Readonly<Record<string, number>>;
}

/** What happens at this moment, per subscription and topic. */
export function subscriptionStats(broker: Broker): SubscriptionStats[] {
  const now = broker.clock.now();
  return [...broker.state.subscriptions.values()].map((subscription) => {
    const { name, topic, backlog } = subscription;
    let outstanding = 0;
    for (const { state } of backlog.pending.values()) if (state === 'leased') outstanding++;
    const undelivered = backlog.size;
    const oldestMs = (undelivered > 0 ? backlog.log.firstPublishMs(backlog.lowestOwed) : undefined) ?? now;
    return {
      name,
      topic: topic.name,
      undelivered,
      outstanding,
      oldestUnackedAgeSeconds: Math.max(0, now - oldestMs) / 1000,
      openStreamingPulls: broker.dispatcher.openStreams(subscription),
      ...backlog.counts,
    };
  });
}

export function topicStats(broker: Broker): TopicStats[] {
  return [...broker.state.topics.values()].map(({ name, counts, log }) => ({
    name,
    messages: counts.messages,
    bytes: counts.bytes,
    indexChunks: log.chunkCount,
    requests: Object.fromEntries(counts.requests),
  }));
}
