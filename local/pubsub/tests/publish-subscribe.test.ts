import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Harness, startHarness, until } from './harness.ts';

describe('publish and subscribe with the real client', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  it('delivers what was published, with attributes, id and time', async () => {
    const { client } = harness;
    const [topic] = await client.createTopic('orders');
    const [subscription] = await topic.createSubscription('orders-worker');
    const received: { id: string; data: string; attributes: Record<string, string>; published: number }[] =
      [];
    subscription.on('message', (message) => {
      const { id, data, attributes, publishTime } = message;
      received.push({ id, data: data.toString(), attributes, published: publishTime.getTime() });
      message.ack();
    });
    const ids = await Promise.all(
      ['one', 'two', 'three'].map((text) =>
        topic.publishMessage({ data: Buffer.from(text), attributes: { text } }),
      ),
    );
    await until(() => received.length === 3);
    await until(() => harness.server.broker.state.subscriptions.get(subscription.name)?.backlog.size === 0);
    await subscription.close();
    expect(new Set(ids).size).toBe(3);
    expect(received.map(({ id }) => id)).toEqual(ids);
    expect(received.map(({ data, attributes }) => [data, { ...attributes }])).toEqual(
      ['one', 'two', 'three'].map((text) => [text, { text }]),
    );
    expect(received.map(({ published }) => published)).toEqual(Array(3).fill(harness.clock.now()));
  });

  it('gives every subscription its own copy, and only what is published after its creation', async () => {
    const { client } = harness;
    const [topic] = await client.createTopic('copies');
    await topic.createSubscription('copies-a');
    await topic.publishMessage({ data: Buffer.from('first') });
    await topic.createSubscription('copies-b');
    await topic.publishMessage({ data: Buffer.from('second') });
    const size = (name: string): number | undefined =>
      harness.server.broker.state.subscriptions.get(client.subscription(name).name)?.backlog.size;
    expect(size('copies-a')).toBe(2);
    expect(size('copies-b')).toBe(1);
  });
});
