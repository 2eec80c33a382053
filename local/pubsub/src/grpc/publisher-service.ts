import type { Broker } from '../broker/broker.ts';
import type { TopicSettings } from '../core/resources.ts';
import type { SchemaRegistry } from '../schemas/registry.ts';
import { checkLabels, checkRetention, refuseFields } from './common-checks.ts';
import { applyMask, type MaskRules } from './field-mask.ts';
import { findSubscription, findTopic } from './lookup.ts';
import type { Paging, PublishRequest, UpdateRequest } from './messages.ts';
import { checkName, checkProject } from './names.ts';
import { page, pageOf } from './paging.ts';
import { checkMessages } from './publish-checks.ts';
import type { ServiceHandlers } from './rpc.ts';
import { alreadyExists, failedPrecondition } from './status.ts';

const CLOUD_ONLY = ['ingestionDataSourceSettings', 'messageTransforms'];

const MASK: MaskRules = {
  resource: 'Topic',
  mutable: [
    'labels',
    'message_storage_policy',
    'message_retention_duration',
    'schema_settings',
    'kms_key_name',
  ],
  immutable: ['name', 'satisfies_pzs', 'state', 'tags'],
};

/** google.pubsub.v1.Publisher */
export function publisherService(broker: Broker, schemas: SchemaRegistry): ServiceHandlers {
  const { state } = broker;
  const check = (settings: TopicSettings): TopicSettings => {
    refuseFields(settings, CLOUD_ONLY);
    checkLabels(settings.labels);
    checkRetention(settings.messageRetentionDuration);
    schemas.checkSettings(settings.schemaSettings);
    return settings;
  };
  return {
    service: 'google.pubsub.v1.Publisher',
    observe(method, request: { readonly topic?: string }, code) {
      const counts =
        method === 'Publish' ? state.topics.get(request.topic ?? '')?.counts.requests : undefined;
      counts?.set(code, (counts.get(code) ?? 0) + 1);
    },
    unary: {
      async CreateTopic({ tags: _tags, ...request }: TopicSettings & { readonly tags?: unknown }) {
        checkName(request.name, 'topics');
        if (state.topics.has(request.name)) throw alreadyExists(request.name);
        const settings = { ...check(request), state: 'ACTIVE' };
        await broker.change({ op: 'create-topic', serial: state.nextSerial, settings });
        return settings;
      },
      async UpdateTopic({ topic: update, updateMask }: UpdateRequest<'topic', TopicSettings>) {
        const topic = findTopic(state, update?.name);
        const settings = check(applyMask(topic.settings, update ?? {}, updateMask?.paths, MASK));
        await broker.change({ op: 'update-topic', settings });
        return settings;
      },
      GetTopic: (request: { topic?: string }) => findTopic(state, request.topic).settings,
      ListTopics(request: Paging & { project?: string }) {
        const { entries, nextPageToken } = pageOf(state.topics, checkProject(request.project), request);
        return { topics: entries.map(({ settings }) => settings), nextPageToken };
      },
      ListTopicSubscriptions(request: Paging & { topic?: string }) {
        const { subscriptions } = findTopic(state, request.topic);
        const { names, nextPageToken } = page(namesOf(subscriptions), request);
        return { subscriptions: names, nextPageToken };
      },
      ListTopicSnapshots(request: Paging & { topic?: string }) {
        const topic = findTopic(state, request.topic);
        const snapshots = [...state.snapshots.values()].filter((snapshot) => snapshot.topic === topic);
        const { names, nextPageToken } = page(namesOf(snapshots), request);
        return { snapshots: names, nextPageToken };
      },
      async DeleteTopic(request: { topic?: string }) {
        await broker.change({ op: 'delete-topic', name: findTopic(state, request.topic).name });
        return {};
      },
      async DetachSubscription(request: { subscription?: string }) {
        const subscription = findSubscription(state, request.subscription);
        const { name, settings, topic } = subscription;
        await broker.change({ op: 'update-subscription', settings: { ...settings, detached: true } });
        await broker.change({ op: 'seek', name, cursor: topic.nextSeq, below: [] });
        broker.dispatcher.end(
          subscription,
          failedPrecondition('The subscription is detached from its topic.'),
        );
        return {};
      },
      async Publish(request: PublishRequest) {
        const topic = findTopic(state, request.topic);
        const orderingKey = checkMessages(request.messages);
        const messages = schemas.checkMessages(topic.settings.schemaSettings, request.messages);
        return { messageIds: await broker.publish(topic, messages, orderingKey) };
      },
    },
  };
}

const namesOf = (resources: Iterable<{ readonly name: string }>): string[] =>
  [...resources].map(({ name }) => name);
