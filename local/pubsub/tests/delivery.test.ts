import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { failure, type Harness, startHarness, subscriptionName, topicName, until } from './harness.ts';

type Settings = Parameters<Harness['subscriber']['createSubscription']>[0];

describe('delivery', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  /** A topic and a subscription of the same id. */
  const create = async (
    id: string,
    settings: Settings = {},
  ): Promise<{ topic: string; subscription: string }> => {
    const topic = topicName(id);
    const subscription = subscriptionName(id);
    await harness.publisher.createTopic({ name: topic });
    await harness.subscriber.createSubscription({ ...settings, name: subscription, topic });
    return { topic, subscription };
  };
  const publish = (topic: string, texts: readonly string[], orderingKey = ''): Promise<unknown> =>
    harness.publisher.publish({
      topic,
      messages: texts.map((text) => ({ data: Buffer.from(text), orderingKey })),
    });
  /** What one pull gives, without waiting. */
  const pull = async (subscription: string, maxMessages = 100) => {
    harness.server.broker.tick();
    const request = { subscription, maxMessages, returnImmediately: true };
    const [{ receivedMessages }] = await harness.subscriber.pull(request);
    return (receivedMessages ?? []).map(({ ackId, message, deliveryAttempt }) => ({
      ackId: ackId ?? '',
      data: String(message?.data),
      attributes: message?.attributes ?? {},
      deliveryAttempt,
    }));
  };
  const texts = (messages: readonly { data: string }[]): string[] => messages.map(({ data }) => data);
  const ackIds = (messages: readonly { ackId: string }[]): string[] => messages.map(({ ackId }) => ackId);
  const nack = (subscription: string, messages: readonly { ackId: string }[]): Promise<unknown> =>
    harness.subscriber.modifyAckDeadline({ subscription, ackIds: ackIds(messages), ackDeadlineSeconds: 0 });
  const ack = (subscription: string, messages: readonly { ackId: string }[]): Promise<unknown> =>
    harness.subscriber.acknowledge({ subscription, ackIds: ackIds(messages) });

  it('redelivers when a lease ends, not before, and not what was acknowledged', async () => {
    const { topic, subscription } = await create('leases', { ackDeadlineSeconds: 20 });
    await publish(topic, ['a', 'b', 'c']);
    const first = await pull(subscription);
    expect(texts(first)).toEqual(['a', 'b', 'c']);
    await ack(subscription, first.slice(0, 1));
    harness.clock.advance(19_900);
    expect(await pull(subscription)).toEqual([]);
    await harness.subscriber.modifyAckDeadline({
      subscription,
      ackIds: [first[1]?.ackId ?? ''],
      ackDeadlineSeconds: 60,
    });
    harness.clock.advance(200);
    expect(texts(await pull(subscription))).toEqual(['c']);
    harness.clock.advance(60_000);
    expect(texts(await pull(subscription)).sort()).toEqual(['b', 'c']);
  });

  it('backs off exponentially between attempts', async () => {
    const retryPolicy = { minimumBackoff: { seconds: 10 }, maximumBackoff: { seconds: 30 } };
    const { topic, subscription } = await create('backoff', { retryPolicy });
    await publish(topic, ['a']);
    for (const seconds of [10, 20, 30, 30]) {
      const received = await pull(subscription);
      expect(texts(received)).toEqual(['a']);
      await nack(subscription, received);
      harness.clock.advance(seconds * 1000 - 100);
      expect(await pull(subscription)).toEqual([]);
      harness.clock.advance(200);
    }
    expect(texts(await pull(subscription))).toEqual(['a']);
  });

  it('dead-letters after the last attempt, with where it came from', async () => {
    const dead = await create('graveyard');
    const deadLetterPolicy = { deadLetterTopic: dead.topic, maxDeliveryAttempts: 5 };
    const { topic, subscription } = await create('mortal', { deadLetterPolicy });
    await harness.publisher.publish({
      topic,
      messages: [{ data: Buffer.from('a'), attributes: { own: 'kept' } }],
    });
    for (let attempt = 1; attempt <= 5; attempt++) {
      const received = await pull(subscription);
      expect(received.map(({ deliveryAttempt }) => deliveryAttempt)).toEqual([attempt]);
      await nack(subscription, received);
    }
    expect(await pull(subscription)).toEqual([]);
    const buried = await pull(dead.subscription);
    expect(texts(buried)).toEqual(['a']);
    expect({ ...buried[0]?.attributes }).toEqual({
      own: 'kept',
      CloudPubSubDeadLetterSourceDeliveryCount: '5',
      CloudPubSubDeadLetterSourceSubscription: 'mortal',
      CloudPubSubDeadLetterSourceSubscriptionProject: 'flightdeck-test',
      CloudPubSubDeadLetterSourceTopicPublishTime: new Date(harness.clock.now()).toISOString(),
    });
  });

  it('keeps the order of a key, across keys and redeliveries', async () => {
    const { topic, subscription } = await create('ordered', { enableMessageOrdering: true });
    await publish(topic, ['a1', 'a2', 'a3'], 'a');
    await publish(topic, ['b1'], 'b');
    await publish(topic, ['free']);
    const first = await pull(subscription, 2);
    expect(texts(first)).toEqual(['a1', 'a2']);
    expect(texts(await pull(subscription))).toEqual(['b1', 'free']);
    await nack(subscription, first.slice(0, 1));
    expect(texts(await pull(subscription))).toEqual(['a1', 'a2', 'a3']);
  });

  it('gives a subscription what its filter accepts', async () => {
    const { topic, subscription } = await create('filtered', { filter: 'attributes.lang = "en"' });
    const messages = ['en', 'de', 'en'].map((lang, i) => ({
      data: Buffer.from(`${lang}${i}`),
      attributes: { lang },
    }));
    await harness.publisher.publish({ topic, messages });
    expect(harness.server.broker.state.subscriptions.get(subscription)?.backlog.size).toBe(2);
    expect(texts(await pull(subscription))).toEqual(['en0', 'en2']);
  });

  it('tells exactly-once subscribers which acknowledgements came too late', async () => {
    const { topic, subscription } = await create('once', { enableExactlyOnceDelivery: true });
    await publish(topic, ['a', 'b']);
    const first = await pull(subscription);
    await ack(subscription, first.slice(0, 1));
    harness.clock.advance(60_100);
    const again = await pull(subscription);
    expect(texts(again)).toEqual(['b']);
    const late = await failure(ack(subscription, first.slice(1)));
    expect(late.code).toBe(9);
    await ack(subscription, again);
    harness.clock.advance(60_100);
    expect(await pull(subscription)).toEqual([]);
  });

  it('confirms exactly-once acknowledgements to the high-level client', async () => {
    const { topic } = await create('once-client', { enableExactlyOnceDelivery: true });
    await publish(topic, ['a', 'b']);
    const responses: string[] = [];
    const handle = harness.client.subscription('once-client');
    handle.on('message', async (message) => {
      if (String(message.data) === 'b') {
        // Taken from under the client: the lease ends while the message is being worked on.
        harness.clock.advance(700_000);
        harness.server.broker.tick();
      }
      const late = message.ackWithResponse().catch(({ errorCode }) => errorCode);
      responses.push(`${message.data} ${await late}`);
    });
    await until(() => responses.some((text) => text.startsWith('a')) && responses.length >= 2);
    await handle.close();
    expect(responses).toContain('b INVALID');
  });

  it('never has more outstanding on a stream than its flow control allows', async () => {
    const { topic, subscription } = await create('flow', { ackDeadlineSeconds: 600 });
    await publish(
      topic,
      Array.from({ length: 50 }, (_, i) => `${i}`),
    );
    const stream = harness.subscriber.streamingPull({});
    const held: string[] = [];
    let most = 0;
    let total = 0;
    stream.on('data', ({ receivedMessages }: { receivedMessages: { ackId: string }[] }) => {
      for (const { ackId } of receivedMessages) held.push(ackId);
      total += receivedMessages.length;
      most = Math.max(most, held.length);
    });
    stream.write({ subscription, streamAckDeadlineSeconds: 60, maxOutstandingMessages: 7 });
    while (total < 50) {
      await until(() => held.length > 0);
      stream.write({ ackIds: held.splice(0, 3) });
    }
    stream.cancel();
    stream.on('error', () => {});
    expect(total).toBe(50);
    expect(most).toBeLessThanOrEqual(7);
  });

  it('seeks to a time and to a snapshot', async () => {
    const { topic, subscription } = await create('rewind', { retainAckedMessages: true });
    await publish(topic, ['a', 'b']);
    await ack(subscription, await pull(subscription));
    const snapshot = 'projects/flightdeck-test/snapshots/after-b';
    await harness.subscriber.createSnapshot({ name: snapshot, subscription });
    harness.clock.advance(5_000);
    const between = harness.clock.now();
    harness.clock.advance(5_000);
    await publish(topic, ['c']);
    await ack(subscription, await pull(subscription));
    expect(await pull(subscription)).toEqual([]);
    await harness.subscriber.seek({ subscription, time: { seconds: 0 } });
    expect(texts(await pull(subscription))).toEqual(['a', 'b', 'c']);
    await harness.subscriber.seek({ subscription, time: { seconds: between / 1000 } });
    expect(texts(await pull(subscription))).toEqual(['c']);
    await harness.subscriber.seek({ subscription, snapshot });
    expect(texts(await pull(subscription))).toEqual(['c']);
    await harness.subscriber.seek({ subscription, time: { seconds: between / 1000 + 3600 } });
    expect(await pull(subscription)).toEqual([]);
    const [snapshots] = await harness.publisher.listTopicSnapshots({ topic });
    expect(snapshots).toEqual([snapshot]);
  });

  it('drops what is older than the retention', async () => {
    const { topic, subscription } = await create('short-memory', {
      messageRetentionDuration: { seconds: 600 },
    });
    await publish(topic, ['old']);
    harness.clock.advance(590_000);
    await publish(topic, ['new']);
    harness.clock.advance(15_000);
    expect(texts(await pull(subscription))).toEqual(['new']);
  });

  it('answers the keep-alives of clients that wait for an answer', async () => {
    const { subscription } = await create('alive');
    const stream = harness.subscriber.streamingPull({});
    stream.on('error', () => {});
    let answers = 0;
    stream.on('data', () => answers++);
    stream.write({ subscription, streamAckDeadlineSeconds: 10, protocolVersion: 1 });
    stream.write({});
    await until(() => answers === 1);
    stream.cancel();
  });

  it('survives clients that go away with messages in hand', async () => {
    const { topic, subscription } = await create('deserted', { ackDeadlineSeconds: 10 });
    await publish(topic, ['a']);
    const stream = harness.subscriber.streamingPull({});
    stream.on('error', () => {});
    const received = new Promise((resolve) =>
      stream.on('data', ({ receivedMessages }) => receivedMessages.length > 0 && resolve(null)),
    );
    stream.write({ subscription, streamAckDeadlineSeconds: 30 });
    await received;
    stream.cancel();
    harness.clock.advance(29_000);
    expect(await pull(subscription)).toEqual([]);
    harness.clock.advance(1_100);
    expect(texts(await pull(subscription))).toEqual(['a']);
  });
});
