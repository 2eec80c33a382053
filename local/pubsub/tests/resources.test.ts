import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { failure, type Harness, PROJECT, startHarness, subscriptionName, topicName } from './harness.ts';

const INVALID_ARGUMENT = 3;
const NOT_FOUND = 5;
const ALREADY_EXISTS = 6;
const FAILED_PRECONDITION = 9;
const UNIMPLEMENTED = 12;

describe('topics and subscriptions', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  it('creates, gets, updates, lists in pages and deletes', async () => {
    const { publisher, subscriber } = harness;
    for (const id of ['page-1', 'page-2', 'page-3']) await publisher.createTopic({ name: topicName(id) });
    const [first, , raw] = await publisher.listTopics(
      { project: `projects/${PROJECT}`, pageSize: 2 },
      { autoPaginate: false },
    );
    expect(first.map(({ name }) => name)).toEqual([topicName('page-1'), topicName('page-2')]);
    const [second] = await publisher.listTopics(
      { project: `projects/${PROJECT}`, pageSize: 2, pageToken: raw?.nextPageToken ?? '' },
      { autoPaginate: false },
    );
    expect(second.map(({ name }) => name)).toEqual([topicName('page-3')]);

    const name = subscriptionName('page-sub');
    const [created] = await subscriber.createSubscription({ name, topic: topicName('page-1') });
    expect(created).toMatchObject({ ackDeadlineSeconds: 10, state: 'ACTIVE' });
    expect(Number(created.messageRetentionDuration?.seconds)).toBe(604_800);
    await subscriber.updateSubscription({
      subscription: { name, ackDeadlineSeconds: 30, labels: { team: 'a' }, retryPolicy: {} },
      updateMask: { paths: ['ack_deadline_seconds', 'labels', 'retry_policy'] },
    });
    const [updated] = await subscriber.getSubscription({ subscription: name });
    expect(updated).toMatchObject({ ackDeadlineSeconds: 30, labels: { team: 'a' } });
    expect(Number(updated.retryPolicy?.minimumBackoff?.seconds)).toBe(10);
    await subscriber.updateSubscription({ subscription: { name }, updateMask: { paths: ['retry_policy'] } });
    expect((await subscriber.getSubscription({ subscription: name }))[0].retryPolicy).toBeNull();

    const [attached] = await publisher.listTopicSubscriptions({ topic: topicName('page-1') });
    expect(attached).toEqual([name]);
    await publisher.deleteTopic({ topic: topicName('page-1') });
    expect((await subscriber.getSubscription({ subscription: name }))[0].topic).toBe('_deleted-topic_');
    await subscriber.deleteSubscription({ subscription: name });
    expect((await failure(subscriber.getSubscription({ subscription: name }))).code).toBe(NOT_FOUND);
  });

  it('keeps the backlog of a deleted topic and gives a topic of the same name a fresh start', async () => {
    const { publisher, subscriber } = harness;
    const topic = topicName('phoenix');
    const subscription = subscriptionName('phoenix-old');
    await publisher.createTopic({ name: topic });
    await subscriber.createSubscription({ name: subscription, topic });
    await publisher.publish({ topic, messages: [{ data: Buffer.from('old') }] });
    await publisher.deleteTopic({ topic });
    await publisher.createTopic({ name: topic });
    await publisher.publish({ topic, messages: [{ data: Buffer.from('new') }] });
    const [{ receivedMessages }] = await subscriber.pull({ subscription, maxMessages: 10 });
    expect(receivedMessages?.map(({ message }) => String(message?.data))).toEqual(['old']);
  });

  it('detaches a subscription', async () => {
    const { publisher, subscriber } = harness;
    const topic = topicName('detach');
    const subscription = subscriptionName('detach-sub');
    await publisher.createTopic({ name: topic });
    await subscriber.createSubscription({ name: subscription, topic });
    await publisher.detachSubscription({ subscription });
    expect((await subscriber.getSubscription({ subscription }))[0].detached).toBe(true);
    expect((await publisher.listTopicSubscriptions({ topic }))[0]).toEqual([]);
    expect((await failure(subscriber.pull({ subscription, maxMessages: 1 }))).code).toBe(FAILED_PRECONDITION);
  });

  it('keeps IAM policies with their etags', async () => {
    const { client } = harness;
    const [topic] = await client.createTopic('guarded');
    const bindings = [{ role: 'roles/pubsub.publisher', members: ['user:a@example.com'] }];
    const [before] = await topic.iam.getPolicy();
    const [after] = await topic.iam.setPolicy({ bindings });
    expect(after.bindings).toMatchObject(bindings);
    const stale = { bindings: [], etag: before.etag ?? '' };
    expect((await failure(topic.iam.setPolicy(stale))).code).toBe(10);
  });

  it.each<[string, number, RegExp, (h: Harness) => Promise<unknown>]>([
    [
      'a bad topic name',
      INVALID_ARGUMENT,
      /Invalid resource name given \(name=projects\/flightdeck-test\/topics\/1x\)/,
      (h) => h.publisher.createTopic({ name: topicName('1x') }),
    ],
    [
      'a reserved topic name',
      INVALID_ARGUMENT,
      /Invalid resource name/,
      (h) => h.publisher.createTopic({ name: topicName('google-topic') }),
    ],
    [
      'a topic that exists',
      ALREADY_EXISTS,
      /^Resource already exists in the project \(resource=page-2\)\.$/,
      (h) => h.publisher.createTopic({ name: topicName('page-2') }),
    ],
    [
      'a topic that is not there',
      NOT_FOUND,
      /^Resource not found \(resource=nowhere\)\.$/,
      (h) => h.publisher.getTopic({ topic: topicName('nowhere') }),
    ],
    [
      'publishing nowhere',
      NOT_FOUND,
      /nowhere/,
      (h) => h.publisher.publish({ topic: topicName('nowhere'), messages: [{ data: Buffer.from('x') }] }),
    ],
    [
      'an empty message',
      INVALID_ARGUMENT,
      /must contain either non-empty data, or at least one attribute/,
      (h) => h.publisher.publish({ topic: topicName('page-2'), messages: [{}] }),
    ],
    [
      '1,001 messages',
      INVALID_ARGUMENT,
      /message_count is too large. You passed 1001 .* 1000/,
      (h) =>
        h.publisher.publish({
          topic: topicName('page-2'),
          messages: Array(1001).fill({ data: Buffer.from('x') }),
        }),
    ],
    [
      'more than 10 MB',
      INVALID_ARGUMENT,
      /request_size is too large/,
      (h) =>
        h.publisher.publish({ topic: topicName('page-2'), messages: [{ data: Buffer.alloc(10_000_001) }] }),
    ],
    [
      'a long attribute',
      INVALID_ARGUMENT,
      /attribute_value_size is too large. You passed 1025/,
      (h) =>
        h.publisher.publish({
          topic: topicName('page-2'),
          messages: [{ attributes: { a: 'x'.repeat(1025) } }],
        }),
    ],
    [
      'a long attribute key',
      INVALID_ARGUMENT,
      /attribute_key_size/,
      (h) =>
        h.publisher.publish({
          topic: topicName('page-2'),
          messages: [{ attributes: { ['k'.repeat(257)]: 'x' } }],
        }),
    ],
    [
      '101 attributes',
      INVALID_ARGUMENT,
      /attributes_count/,
      (h) =>
        h.publisher.publish({
          topic: topicName('page-2'),
          messages: [
            { attributes: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`k${i}`, 'v'])) },
          ],
        }),
    ],
    [
      'a reserved attribute',
      INVALID_ARGUMENT,
      /begin with "goog"/,
      (h) => h.publisher.publish({ topic: topicName('page-2'), messages: [{ attributes: { google: 'x' } }] }),
    ],
    [
      'two ordering keys',
      INVALID_ARGUMENT,
      /same ordering key/,
      (h) =>
        h.publisher.publish({
          topic: topicName('page-2'),
          messages: [
            { data: Buffer.from('x'), orderingKey: 'a' },
            { data: Buffer.from('x'), orderingKey: 'b' },
          ],
        }),
    ],
    [
      'a subscription of no topic',
      NOT_FOUND,
      /nowhere/,
      (h) => h.subscriber.createSubscription({ name: subscriptionName('xyz'), topic: topicName('nowhere') }),
    ],
    [
      'a short ack deadline',
      INVALID_ARGUMENT,
      /ack_deadline_seconds is too small/,
      (h) =>
        h.subscriber.createSubscription({
          name: subscriptionName('xyz'),
          topic: topicName('page-2'),
          ackDeadlineSeconds: 5,
        }),
    ],
    [
      'a long retention',
      INVALID_ARGUMENT,
      /message_retention_duration is too large/,
      (h) =>
        h.subscriber.createSubscription({
          name: subscriptionName('xyz'),
          topic: topicName('page-2'),
          messageRetentionDuration: { seconds: 3_000_000 },
        }),
    ],
    [
      'a bad filter',
      INVALID_ARGUMENT,
      /Invalid filter given \(filter=data = "x"\): expected attributes/,
      (h) =>
        h.subscriber.createSubscription({
          name: subscriptionName('xyz'),
          topic: topicName('page-2'),
          filter: 'data = "x"',
        }),
    ],
    [
      'a dead-letter topic that is not there',
      NOT_FOUND,
      /nowhere/,
      (h) =>
        h.subscriber.createSubscription({
          name: subscriptionName('xyz'),
          topic: topicName('page-2'),
          deadLetterPolicy: { deadLetterTopic: topicName('nowhere') },
        }),
    ],
    [
      'too many attempts',
      INVALID_ARGUMENT,
      /max_delivery_attempts/,
      (h) =>
        h.subscriber.createSubscription({
          name: subscriptionName('xyz'),
          topic: topicName('page-2'),
          deadLetterPolicy: { deadLetterTopic: topicName('page-2'), maxDeliveryAttempts: 101 },
        }),
    ],
    [
      'exactly-once push',
      INVALID_ARGUMENT,
      /pull subscriptions/,
      (h) =>
        h.subscriber.createSubscription({
          name: subscriptionName('xyz'),
          topic: topicName('page-2'),
          enableExactlyOnceDelivery: true,
          pushConfig: { pushEndpoint: 'https://example.com' },
        }),
    ],
    [
      'a BigQuery subscription',
      UNIMPLEMENTED,
      /only in Google Cloud/,
      (h) =>
        h.subscriber.createSubscription({
          name: subscriptionName('xyz'),
          topic: topicName('page-2'),
          bigqueryConfig: { table: 'a.b.c' },
        }),
    ],
    [
      'a bad label',
      INVALID_ARGUMENT,
      /label key/,
      (h) => h.publisher.createTopic({ name: topicName('labelled'), labels: { Team: 'x' } }),
    ],
    [
      'an empty mask',
      INVALID_ARGUMENT,
      /must contain a non-empty paths list/,
      (h) => h.publisher.updateTopic({ topic: { name: topicName('page-2') }, updateMask: { paths: [] } }),
    ],
    [
      'an immutable field',
      INVALID_ARGUMENT,
      /the 'name' field in the Topic is not mutable/,
      (h) =>
        h.publisher.updateTopic({ topic: { name: topicName('page-2') }, updateMask: { paths: ['name'] } }),
    ],
    [
      'an unknown field',
      INVALID_ARGUMENT,
      /not a known Topic field/,
      (h) =>
        h.publisher.updateTopic({
          topic: { name: topicName('page-2') },
          updateMask: { paths: ['nonsense'] },
        }),
    ],
    [
      'a pull of none',
      INVALID_ARGUMENT,
      /max_messages/,
      (h) => h.subscriber.pull({ subscription: subscriptionName('detach-sub'), maxMessages: 0 }),
    ],
    [
      'a foreign ack id',
      INVALID_ARGUMENT,
      /invalid ack ID/,
      (h) => h.subscriber.acknowledge({ subscription: subscriptionName('detach-sub'), ackIds: ['nonsense'] }),
    ],
    [
      'an ack deadline of 601 s',
      INVALID_ARGUMENT,
      /ack_deadline_seconds=601/,
      (h) =>
        h.subscriber.modifyAckDeadline({
          subscription: subscriptionName('detach-sub'),
          ackIds: ['1-1-1'],
          ackDeadlineSeconds: 601,
        }),
    ],
    [
      'a bad page token',
      INVALID_ARGUMENT,
      /page_token/,
      (h) =>
        h.publisher.listTopics({ project: `projects/${PROJECT}`, pageToken: '!' }, { autoPaginate: false }),
    ],
    [
      'a seek to nothing',
      INVALID_ARGUMENT,
      /Either time or snapshot/,
      async (h) => {
        await h.subscriber.createSubscription({
          name: subscriptionName('seeker'),
          topic: topicName('page-2'),
        });
        await h.subscriber.seek({ subscription: subscriptionName('seeker') });
      },
    ],
  ])('refuses %s', async (_what, code, message, call) => {
    const error = await failure(call(harness));
    expect(error.message).toMatch(message);
    expect(error.code).toBe(code);
  });
});
