import type { Settled } from '../broker/broker.ts';
import type { SubscriptionSettings } from '../core/resources.ts';
import type { Subscription } from '../core/subscription.ts';
import { checkModifiedDeadline, readAckIds } from './ack-checks.ts';
import { exactlyOnceFailure } from './exactly-once.ts';
import { applyMask, type MaskRules } from './field-mask.ts';
import { findSubscription, findTopic } from './lookup.ts';
import type {
  AcknowledgeRequest,
  ModifyAckDeadlineRequest,
  Paging,
  PullRequest,
  UpdateRequest,
} from './messages.ts';
import { checkName, checkProject } from './names.ts';
import type { StreamPorts } from './open-stream.ts';
import { pageOf } from './paging.ts';
import { pull } from './pull.ts';
import type { ServiceHandlers } from './rpc.ts';
import { snapshotMethods } from './snapshot-methods.ts';
import { alreadyExists, notFound } from './status.ts';
import { streamingPull } from './streaming-pull.ts';
import { completeSubscription, type SubscriptionRequest } from './subscription-checks.ts';

const MASK: MaskRules = {
  resource: 'Subscription',
  mutable: [
    'push_config',
    'ack_deadline_seconds',
    'retain_acked_messages',
    'message_retention_duration',
    'labels',
    'expiration_policy',
    'dead_letter_policy',
    'retry_policy',
    'enable_exactly_once_delivery',
    'bigquery_config',
    'cloud_storage_config',
    'bigtable_config',
    'message_transforms',
  ],
  immutable: ['name', 'topic', 'filter', 'enable_message_ordering', 'detached', 'state', 'tags'],
};

export interface SubscriberPorts extends StreamPorts {
  /** A fresh id for a resource whose caller names none. */
  randomId(): string;
}

/** google.pubsub.v1.Subscriber */
export function subscriberService(ports: SubscriberPorts): ServiceHandlers {
  const { broker } = ports;
  const { state } = broker;
  const find = (name: string | undefined): Subscription => findSubscription(state, name);
  /** Answers once what was settled is durable. */
  const confirm = async (subscription: Subscription, { stale }: Settled): Promise<object> => {
    await broker.journal.written();
    if (stale.length > 0 && subscription.backlog.policy.exactlyOnce) throw exactlyOnceFailure(stale);
    return {};
  };
  const update = async (settings: SubscriptionSettings): Promise<void> => {
    findDeadLetterTopic(settings);
    await broker.change({ op: 'update-subscription', settings });
  };
  const findDeadLetterTopic = ({ deadLetterPolicy }: SubscriptionSettings): void => {
    if (deadLetterPolicy !== undefined) findTopic(state, deadLetterPolicy.deadLetterTopic);
  };
  return {
    service: 'google.pubsub.v1.Subscriber',
    unary: {
      async CreateSubscription(request: SubscriptionRequest) {
        const topicName = checkName(request.topic, 'topics');
        const project = topicName.split('/')[1];
        const name = checkName(
          request.name || `projects/${project}/subscriptions/auto-${ports.randomId()}`,
          'subscriptions',
        );
        const settings = completeSubscription(request, name, topicName);
        if (state.subscriptions.has(name)) throw alreadyExists(name);
        const topic = findTopic(state, topicName);
        findDeadLetterTopic(settings);
        const serial = state.nextSerial;
        await broker.change({ op: 'create-subscription', serial, settings, cursor: topic.nextSeq });
        return find(name).describe();
      },
      async UpdateSubscription(request: UpdateRequest<'subscription', SubscriptionSettings>) {
        const { name, topic, settings } = find(request.subscription?.name);
        const changed = applyMask(settings, request.subscription ?? {}, request.updateMask?.paths, MASK);
        await update(completeSubscription(changed, name, topic.name));
        return find(name).describe();
      },
      GetSubscription: (request: { subscription?: string }) => find(request.subscription).describe(),
      ListSubscriptions(request: Paging & { project?: string }) {
        const { entries, nextPageToken } = pageOf(
          state.subscriptions,
          checkProject(request.project),
          request,
        );
        return { subscriptions: entries.map((subscription) => subscription.describe()), nextPageToken };
      },
      async DeleteSubscription(request: { subscription?: string }) {
        const subscription = find(request.subscription);
        await broker.change({ op: 'delete-subscription', name: subscription.name });
        broker.dispatcher.end(subscription, notFound(subscription.name));
        return {};
      },
      async ModifyPushConfig(request: {
        readonly subscription?: string;
        readonly pushConfig?: SubscriptionSettings['pushConfig'];
      }) {
        const { name, topic, settings } = find(request.subscription);
        const changed = { ...settings, pushConfig: request.pushConfig ?? {} };
        await update(completeSubscription(changed, name, topic.name));
        return {};
      },
      Acknowledge(request: AcknowledgeRequest) {
        const subscription = find(request.subscription);
        const ids = readAckIds(request.ackIds, subscription);
        return confirm(subscription, broker.acknowledge(subscription, ids));
      },
      ModifyAckDeadline(request: ModifyAckDeadlineRequest) {
        const subscription = find(request.subscription);
        const seconds = checkModifiedDeadline(request.ackDeadlineSeconds);
        const ids = readAckIds(request.ackIds, subscription);
        return confirm(subscription, broker.modifyAckDeadline(subscription, ids, seconds));
      },
      Pull: (request: PullRequest, context) => pull(ports, find(request.subscription), request, context),
      ...snapshotMethods(broker, ports.randomId),
    },
    streams: { StreamingPull: (call) => streamingPull(ports, find, call) },
  };
}
