import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type AdminServer, startAdmin } from '../src/admin/admin-server.ts';
import { createDiskFault } from '../src/faults/disk-full.ts';
import { FileJournal } from '../src/journal/file-journal.ts';
import { failure, type Harness, startHarness, subscriptionName, topicName, until } from './harness.ts';

const UNAVAILABLE = 14;
const RESOURCE_EXHAUSTED = 8;

describe('faults', () => {
  const directory = mkdtempSync(join(tmpdir(), 'flightdeck-faults-'));
  let harness: Harness;
  let admin: AdminServer;
  let url: string;
  beforeAll(async () => {
    const { beforeWrite, failNextWrite } = createDiskFault();
    harness = await startHarness({ journal: new FileJournal({ directory, beforeWrite }), failNextWrite });
    admin = await startAdmin(harness.server.broker, harness.server.faults, { port: 0, host: '127.0.0.1' });
    url = `http://127.0.0.1:${admin.port}`;
  });
  afterAll(async () => {
    await admin.close();
    await harness.close();
    rmSync(directory, { recursive: true, force: true });
  });
  afterEach(async () => {
    await fetch(`${url}/faults`, { method: 'DELETE' });
  });

  const create = async (id: string): Promise<{ topic: string; subscription: string }> => {
    const topic = topicName(id);
    const subscription = subscriptionName(id);
    await harness.publisher.createTopic({ name: topic });
    await harness.subscriber.createSubscription({ name: subscription, topic, ackDeadlineSeconds: 60 });
    return { topic, subscription };
  };
  const inject = async (fault: object): Promise<void> => {
    const response = await fetch(`${url}/faults`, { method: 'POST', body: JSON.stringify(fault) });
    expect(response.status).toBe(201);
  };
  /** How often the newest fault hit. */
  const injected = async (): Promise<number> => {
    const { faults } = (await (await fetch(`${url}/faults`)).json()) as { faults: { injected: number }[] };
    return faults.at(-1)?.injected ?? 0;
  };
  // Retries would hide the fault.
  const once = { retry: null, timeout: 20_000 };
  const publish = (topic: string, ...texts: string[]): Promise<unknown> =>
    harness.publisher.publish({ topic, messages: texts.map((text) => ({ data: Buffer.from(text) })) }, once);
  const pull = async (subscription: string) => {
    const request = { subscription, maxMessages: 100, returnImmediately: true };
    const [{ receivedMessages }] = await harness.subscriber.pull(request);
    return receivedMessages ?? [];
  };
  const texts = (messages: Awaited<ReturnType<typeof pull>>): string[] =>
    messages.map(({ message }) => String(message?.data));

  it.each([
    ['unavailable', { kind: 'unavailable', method: 'Publish' }, UNAVAILABLE],
    ['quota', { kind: 'quota', method: 'Publish' }, RESOURCE_EXHAUSTED],
    ['error', { kind: 'error', method: 'Publish', code: 'PERMISSION_DENIED' }, 7],
  ])('%s refuses the call, and nothing happens', async (name, fault, code) => {
    const { topic, subscription } = await create(`refused-${name}`);
    await inject(fault);
    expect((await failure(publish(topic, 'a'))).code).toBe(code);
    expect(await pull(subscription)).toEqual([]);
    expect(await injected()).toBe(1);
  });

  it('latency answers later', async () => {
    const { topic } = await create('late');
    await inject({ kind: 'latency', method: 'Publish', latency: { meanMs: 300 } });
    const before = performance.now();
    await publish(topic, 'a');
    expect(performance.now() - before).toBeGreaterThanOrEqual(299);
    expect(await injected()).toBe(1);
  });

  it('reset cuts the connection before anything happens', async () => {
    const { topic, subscription } = await create('cut');
    await inject({ kind: 'reset', method: 'Publish' });
    expect((await failure(publish(topic, 'a'))).code).toBe(UNAVAILABLE);
    expect(await injected()).toBe(1);
    expect(await pull(subscription)).toEqual([]);
  });

  it('lose-response takes effect and cuts the connection', async () => {
    const { topic, subscription } = await create('deaf');
    await inject({ kind: 'lose-response', method: 'Publish' });
    expect((await failure(publish(topic, 'a'))).code).toBe(UNAVAILABLE);
    expect(await injected()).toBe(1);
    expect(texts(await pull(subscription))).toEqual(['a']);
  });

  it('duplicate delivers twice', async () => {
    const { topic, subscription } = await create('twice');
    await inject({ kind: 'duplicate', method: 'Pull' });
    await publish(topic, 'a', 'b');
    expect(texts(await pull(subscription)).sort()).toEqual(['a', 'a', 'b', 'b']);
    expect(await injected()).toBe(2);
  });

  it('out-of-order shuffles', async () => {
    const { topic, subscription } = await create('shuffled');
    await inject({ kind: 'out-of-order', method: 'Pull', seed: 7 });
    const sent = Array.from({ length: 20 }, (_, i) => `${i}`);
    await publish(topic, ...sent);
    const received = texts(await pull(subscription));
    expect(received).not.toEqual(sent);
    expect(received.sort()).toEqual([...sent].sort());
    expect(await injected()).toBe(1);
  });

  it('slow-stream holds every message of a stream back', async () => {
    const { topic, subscription } = await create('slow');
    await inject({ kind: 'slow-stream', method: 'StreamingPull', latency: { meanMs: 300 } });
    const stream = harness.subscriber.streamingPull({});
    stream.on('error', () => {});
    let received = 0;
    stream.on('data', ({ receivedMessages }) => {
      received += receivedMessages.length;
    });
    stream.write({ subscription, streamAckDeadlineSeconds: 60 });
    const before = performance.now();
    await publish(topic, 'a');
    await until(() => received === 1);
    expect(performance.now() - before).toBeGreaterThanOrEqual(299);
    expect(await injected()).toBe(1);
    stream.cancel();
  });

  it('unavailable breaks streams that are open already', async () => {
    const { topic, subscription } = await create('broken');
    const stream = harness.subscriber.streamingPull({});
    const broken = new Promise<{ code?: number }>((resolve) => stream.on('error', resolve));
    let received = 0;
    stream.on('data', ({ receivedMessages }) => {
      received += receivedMessages.length;
    });
    stream.write({ subscription, streamAckDeadlineSeconds: 60 });
    await publish(topic, 'before');
    await until(() => received === 1);
    await inject({ kind: 'unavailable', method: 'StreamingPull' });
    await publish(topic, 'during');
    expect((await broken).code).toBe(UNAVAILABLE);
    expect(received).toBe(1);
    await fetch(`${url}/faults`, { method: 'DELETE' });
    // It was never leased: the next to ask has it at once.
    expect(texts(await pull(subscription))).toEqual(['during']);
  });

  it('disk-full refuses what cannot be made durable, and forgets nothing else', async () => {
    const { topic, subscription } = await create('full');
    await publish(topic, 'before');
    await inject({ kind: 'disk-full', method: 'Publish' });
    const error = await failure(publish(topic, 'lost'));
    expect(error.code).toBe(UNAVAILABLE);
    expect(error.message).toMatch(/ENOSPC/);
    expect(await injected()).toBe(1);
    await fetch(`${url}/faults`, { method: 'DELETE' });
    await publish(topic, 'after');
    expect(texts(await pull(subscription))).toEqual(['before', 'after']);
  });

  it('clock-jump ends leases early', async () => {
    const { topic, subscription } = await create('jump');
    await publish(topic, 'a');
    expect(texts(await pull(subscription))).toEqual(['a']);
    expect(await pull(subscription)).toEqual([]);
    await inject({ kind: 'clock-jump', jumpSeconds: 61 });
    harness.server.broker.tick();
    expect(texts(await pull(subscription))).toEqual(['a']);
    expect(await injected()).toBeGreaterThan(0);
  });

  it('refuses a fault that it does not honour', async () => {
    const response = await fetch(`${url}/faults`, { method: 'POST', body: '{"kind":"partial-rows"}' });
    expect(response.status).toBe(400);
  });

  it('shows backlog, age and memory', async () => {
    const { topic } = await create('watched');
    await publish(topic, 'a', 'b');
    harness.clock.advance(5_000);
    const stats = (await (await fetch(`${url}/stats`)).json()) as {
      subscriptions: { name: string }[];
      topics: { name: string }[];
      memory: { rssBytes: number };
    };
    expect(stats.subscriptions.find(({ name }) => name.endsWith('/watched'))).toMatchObject({
      undelivered: 2,
      outstanding: 0,
      oldestUnackedAgeSeconds: 5,
      openStreamingPulls: 0,
    });
    expect(stats.topics.find(({ name }) => name.endsWith('/watched'))).toMatchObject({
      messages: 2,
      requests: { OK: 1 },
    });
    expect(stats.memory.rssBytes).toBeGreaterThan(0);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${url}/nonsense`)).status).toBe(404);
  });
});
