import { createServer } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { startHarness, subscriptionName, topicName, until } from '../../tests/harness.ts';
import { reportMetrics } from './reporter.ts';

interface Point {
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue: string } }[];
  readonly asDouble: number;
}
interface Metric {
  readonly name: string;
  readonly gauge?: { readonly dataPoints: readonly Point[] };
  readonly sum?: { readonly dataPoints: readonly Point[]; readonly isMonotonic: boolean };
}

describe('system metrics', () => {
  it("reports Google's metrics under their PromQL names, ages in seconds of the fast clock", async () => {
    const harness = await startHarness();
    let body = '';
    const receiver = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      if (request.url === '/v1/metrics') body = Buffer.concat(chunks).toString();
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const address = receiver.address();
    const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const topic = topicName('measured');
    const subscription = subscriptionName('measured');
    await harness.publisher.createTopic({ name: topic });
    await harness.subscriber.createSubscription({ name: subscription, topic });
    const messages = [{ data: Buffer.from('a') }, { data: Buffer.from('b') }, { data: Buffer.from('c') }];
    await harness.publisher.publish({ topic, messages });
    const [{ receivedMessages }] = await harness.subscriber.pull({ subscription, maxMessages: 2 });
    await harness.subscriber.acknowledge({ subscription, ackIds: [receivedMessages?.[0]?.ackId ?? ''] });
    harness.clock.advance(5_000);

    const logger = { warn: () => {} };
    const reporter = reportMetrics(harness.server.broker, { endpoint, project: 'p', timeScale: 60, logger });
    await until(() => body !== '');
    await reporter.stop();
    const { resourceMetrics } = JSON.parse(body) as {
      resourceMetrics: { scopeMetrics: { metrics: Metric[] }[] }[];
    };
    const metrics = resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? [];
    const value = (name: string): number | undefined => {
      const metric = metrics.find((one) => one.name === `pubsub_googleapis_com:${name}`);
      return (metric?.gauge ?? metric?.sum)?.dataPoints[0]?.asDouble;
    };
    expect(value('subscription_num_undelivered_messages')).toBe(2);
    expect(value('subscription_oldest_unacked_message_age')).toBe(300);
    expect(value('subscription_ack_message_count')).toBe(1);
    expect(value('subscription_sent_message_count')).toBe(2);
    expect(value('subscription_dead_letter_message_count')).toBe(0);
    expect(value('subscription_expired_ack_deadlines_count')).toBe(0);
    expect(value('topic_send_request_count')).toBe(1);
    const age = metrics.find(({ name }) => name.endsWith('oldest_unacked_message_age'));
    const labels = age?.gauge?.dataPoints[0]?.attributes.map(({ key, value: { stringValue } }) => [
      key,
      stringValue,
    ]);
    expect(Object.fromEntries(labels ?? [])).toEqual({
      monitored_resource: 'pubsub_subscription',
      project_id: 'flightdeck-test',
      subscription_id: 'measured',
    });
    expect(metrics.find(({ name }) => name.endsWith('ack_message_count'))?.sum?.isMonotonic).toBe(true);
    receiver.closeAllConnections();
    receiver.close();
    await harness.close();
  });
});
