import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Harness, startHarness, subscriptionName, topicName, until } from './harness.ts';

interface Received {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

describe('push subscriptions', () => {
  let harness: Harness;
  let endpoint: Server;
  let url: string;
  const received: Received[] = [];
  let answer: () => number = () => 204;
  beforeAll(async () => {
    harness = await startHarness();
    endpoint = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(answer()).end();
    });
    await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
    const address = endpoint.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  });
  afterAll(async () => {
    await harness.close();
    endpoint.closeAllConnections();
    endpoint.close();
  });

  type Settings = Parameters<Harness['subscriber']['createSubscription']>[0];
  const create = async (id: string, settings: Settings): Promise<{ topic: string; subscription: string }> => {
    received.length = 0;
    answer = () => 204;
    const topic = topicName(id);
    const subscription = subscriptionName(id);
    await harness.publisher.createTopic({ name: topic });
    await harness.subscriber.createSubscription({ ...settings, name: subscription, topic });
    return { topic, subscription };
  };
  const backlog = (subscription: string): number | undefined =>
    harness.server.broker.state.subscriptions.get(subscription)?.backlog.size;

  it('wraps the message and takes a 2xx for an acknowledgement', async () => {
    const { topic, subscription } = await create('pushed', { pushConfig: { pushEndpoint: url } });
    const messages = [{ data: Buffer.from('hello'), attributes: { a: 'b' } }];
    const [{ messageIds }] = await harness.publisher.publish({ topic, messages });
    await until(() => received.length === 1 && backlog(subscription) === 0);
    const publishTime = new Date(harness.clock.now()).toISOString();
    expect(received[0]?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({
      message: {
        attributes: { a: 'b' },
        data: Buffer.from('hello').toString('base64'),
        messageId: messageIds?.[0],
        message_id: messageIds?.[0],
        publishTime,
        publish_time: publishTime,
      },
      subscription,
    });
  });

  it('pushes bare data with metadata in headers when asked to', async () => {
    const pushConfig = { pushEndpoint: url, noWrapper: { writeMetadata: true } };
    const { topic, subscription } = await create('bare', { pushConfig });
    await harness.publisher.publish({
      topic,
      messages: [{ data: Buffer.from('hello'), attributes: { a: 'b' } }],
    });
    await until(() => received.length === 1 && backlog(subscription) === 0);
    expect(received[0]?.body).toBe('hello');
    expect(received[0]?.headers).toMatchObject({ a: 'b', 'x-goog-pubsub-subscription-name': subscription });
  });

  it('pauses after failures, longer each time, and delivers in the end', async () => {
    const { topic, subscription } = await create('failing', { pushConfig: { pushEndpoint: url } });
    answer = () => 500;
    await harness.publisher.publish({ topic, messages: [{ data: Buffer.from('x') }] });
    for (const [failures, pauseMs] of [
      [1, 100],
      [2, 200],
      [3, 400],
    ] as const) {
      const isBack = () =>
        harness.server.broker.state.subscriptions.get(subscription)?.backlog.counts.nacked === failures;
      await until(() => received.length === failures && isBack());
      harness.clock.advance(pauseMs - 1);
      // A real pause would end within these turns of the event loop if it were shorter.
      for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setTimeout(resolve, 10));
      expect(received.length).toBe(failures);
      harness.clock.advance(1);
    }
    answer = () => 200;
    await until(() => backlog(subscription) === 0);
  });

  it('dead-letters what its endpoint never takes', async () => {
    const dead = await create('push-dead', {});
    const { topic } = await create('push-mortal', {
      pushConfig: { pushEndpoint: url },
      deadLetterPolicy: { deadLetterTopic: dead.topic, maxDeliveryAttempts: 5 },
      retryPolicy: { minimumBackoff: { seconds: 0 }, maximumBackoff: { seconds: 0 } },
    });
    answer = () => 503;
    await harness.publisher.publish({ topic, messages: [{ data: Buffer.from('x') }] });
    await until(() => backlog(dead.subscription) === 1);
    expect(
      received.map(({ body }) => (JSON.parse(body) as { deliveryAttempt: number }).deliveryAttempt),
    ).toEqual([1, 2, 3, 4, 5]);
  });

  it('turns into a pull subscription when the endpoint is taken away', async () => {
    const { topic, subscription } = await create('both', { pushConfig: { pushEndpoint: url } });
    await harness.subscriber.modifyPushConfig({ subscription, pushConfig: {} });
    await until(() => harness.server.broker.dispatcher.receiverCount(subscription) === 0);
    await harness.publisher.publish({ topic, messages: [{ data: Buffer.from('x') }] });
    const [{ receivedMessages }] = await harness.subscriber.pull({ subscription, maxMessages: 10 });
    expect(receivedMessages?.length).toBe(1);
    expect(received).toEqual([]);
  });
});
