import type { SubscriptionSettings } from '../core/resources.ts';
import type { Subscription } from '../core/subscription.ts';
import { checkModifiedDeadline, readAckIds } from './ack-checks.ts';
import type { AcknowledgeRequest, ModifyAckDeadlineRequest, Paging, PullRequest } from './messages.ts';
import { checkName, checkProject } from './names.ts';
import type { StreamPorts } from './open-stream.ts';
import { page } from './paging.ts';
import { pull } from './pull.ts';
import type { ServiceHandlers } from './rpc.ts';
import { alreadyExists, notFound } from './status.ts';
import { streamingPull } from './streaming-pull.ts';

/** Ack deadline of a subscription that names none, as in Pub/Sub. */
const DEFAULT_ACK_DEADLINE_SECONDS = 10;

/** google.pubsub.v1.Subscriber */
export function subscriberService(ports: StreamPorts): ServiceHandlers {
  const { broker } = ports;
  const { state } = broker;
  const find = (name: string | undefined): Subscription => {
    const subscription = state.subscriptions.get(checkName(name, 'subscriptions'));
    if (subscription === undefined) throw notFound(name ?? '');
    return subscription;
  };
  return {
    service: 'google.pubsub.v1.Subscriber',
    unary: {
      async CreateSubscription(request: Partial<SubscriptionSettings>) {
        const name = checkName(request.name, 'subscriptions');
        const topicName = checkName(request.topic, 'topics');
        if (state.subscriptions.has(name)) throw alreadyExists(name);
        const topic = state.topics.get(topicName);
        if (topic === undefined) throw notFound(topicName);
        const settings: SubscriptionSettings = {
          messageRetentionDuration: { seconds: 604_800 },
          expirationPolicy: { ttl: { seconds: 2_678_400 } },
          ...request,
          name,
          topic: topicName,
          ackDeadlineSeconds: request.ackDeadlineSeconds ?? DEFAULT_ACK_DEADLINE_SECONDS,
          state: 'ACTIVE',
        };
        const serial = state.nextSerial;
        await broker.change({ op: 'create-subscription', serial, settings, cursor: topic.nextSeq });
        return settings;
      },
      GetSubscription: (request: { subscription?: string }) => find(request.subscription).describe(),
      ListSubscriptions(request: Paging & { project?: string }) {
        const prefix = `${checkProject(request.project)}/subscriptions/`;
        const names = [...state.subscriptions.keys()].filter((name) => name.startsWith(prefix));
        const { names: shown, nextPageToken } = page(names, request);
        return {
          subscriptions: shown.map((name) => state.subscriptions.get(name)?.describe()),
          nextPageToken,
        };
      },
      async DeleteSubscription(request: { subscription?: string }) {
        await broker.change({ op: 'delete-subscription', name: find(request.subscription).name });
        return {};
      },
      async Acknowledge(request: AcknowledgeRequest) {
        const subscription = find(request.subscription);
        const ids = readAckIds(request.ackIds, subscription);
        broker.acknowledge(subscription, ids);
        await broker.journal.written();
        return {};
      },
      async ModifyAckDeadline(request: ModifyAckDeadlineRequest) {
        const subscription = find(request.subscription);
        const seconds = checkModifiedDeadline(request.ackDeadlineSeconds);
        broker.modifyAckDeadline(subscription, readAckIds(request.ackIds, subscription), seconds);
        await broker.journal.written();
        return {};
      },
      Pull: (request: PullRequest, context) => pull(ports, find(request.subscription), request, context),
    },
    streams: { StreamingPull: (call) => streamingPull(ports, find, call) },
  };
}
