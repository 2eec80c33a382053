import type { Broker } from '../broker/broker.ts';
import type { TopicSettings } from '../core/resources.ts';
import type { Topic } from '../core/topic.ts';
import type { Paging, PublishRequest } from './messages.ts';
import { checkName, checkProject } from './names.ts';
import { page } from './paging.ts';
import { checkMessages } from './publish-checks.ts';
import type { ServiceHandlers } from './rpc.ts';
import { alreadyExists, notFound } from './status.ts';

/** google.pubsub.v1.Publisher */
export function publisherService(broker: Broker): ServiceHandlers {
  const { state } = broker;
  const find = (name: string | undefined): Topic => {
    const topic = state.topics.get(checkName(name, 'topics'));
    if (topic === undefined) throw notFound(name ?? '');
    return topic;
  };
  return {
    service: 'google.pubsub.v1.Publisher',
    observe(method, request: { readonly topic?: string }, code) {
      const counts =
        method === 'Publish' ? state.topics.get(request.topic ?? '')?.counts.requests : undefined;
      counts?.set(code, (counts.get(code) ?? 0) + 1);
    },
    unary: {
      async CreateTopic(request: TopicSettings) {
        checkName(request.name, 'topics');
        if (state.topics.has(request.name)) throw alreadyExists(request.name);
        const settings = { ...request, state: 'ACTIVE' };
        await broker.change({ op: 'create-topic', serial: state.nextSerial, settings });
        return settings;
      },
      GetTopic: (request: { topic?: string }) => find(request.topic).settings,
      ListTopics(request: Paging & { project?: string }) {
        const prefix = `${checkProject(request.project)}/topics/`;
        const names = [...state.topics.keys()].filter((name) => name.startsWith(prefix));
        const { names: shown, nextPageToken } = page(names, request);
        return { topics: shown.map((name) => state.topics.get(name)?.settings), nextPageToken };
      },
      ListTopicSubscriptions(request: Paging & { topic?: string }) {
        const subscriptions = [...find(request.topic).subscriptions].filter(({ detached }) => !detached);
        const { names, nextPageToken } = page(
          subscriptions.map(({ name }) => name),
          request,
        );
        return { subscriptions: names, nextPageToken };
      },
      async DeleteTopic(request: { topic?: string }) {
        await broker.change({ op: 'delete-topic', name: find(request.topic).name });
        return {};
      },
      async Publish(request: PublishRequest) {
        const topic = find(request.topic);
        const orderingKey = checkMessages(request.messages);
        return { messageIds: await broker.publish(topic, request.messages, orderingKey) };
      },
    },
  };
}
