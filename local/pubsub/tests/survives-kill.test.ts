import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePorts } from '../../../scripts/free-ports.ts';
import { connect, rawClients, until } from './harness.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

describe('kill -9 of the server', () => {
  const directory = mkdtempSync(join(tmpdir(), 'flightdeck-pubsub-'));
  let port = 0;
  let adminPort = 0;
  let server: ChildProcess;

  const start = async (): Promise<void> => {
    const env = {
      ...process.env,
      FLIGHTDECK_PUBSUB_PORT: String(port),
      FLIGHTDECK_PUBSUB_ADMIN_PORT: String(adminPort),
    };
    server = spawn(process.execPath, [MAIN, '--data', directory], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(server.stdout as NodeJS.ReadableStream, 'data');
  };
  const kill = async (): Promise<void> => {
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  };

  beforeAll(async () => {
    [port = 0, adminPort = 0] = await freePorts(2);
    await start();
  });
  afterAll(async () => {
    await kill();
    rmSync(directory, { recursive: true, force: true });
  });

  it('loses no confirmed message and forgets no confirmed acknowledgement', async () => {
    const client = connect(port);
    const [topic] = await client.createTopic('survivors');
    const [subscription] = await topic.createSubscription('survivors-worker');
    const { publisher, subscriber } = rawClients(port);
    const messages = (round: number) =>
      Array.from({ length: 50 }, (_, i) => ({
        data: Buffer.from(`${round}-${i}`),
        attributes: { round: `${round}` },
      }));
    const expected = new Set<string>();
    const acknowledged = new Set<string>();
    for (let round = 0; round < 4; round++) {
      await publisher.publish({ topic: topic.name, messages: messages(round) });
      for (let i = 0; i < 50; i++) expected.add(`${round}-${i}`);
      const [answer] = await subscriber.pull({ subscription: subscription.name, maxMessages: 20 });
      const received = answer.receivedMessages ?? [];
      const half = received.slice(0, 10);
      await subscriber.acknowledge({
        subscription: subscription.name,
        ackIds: half.map((m) => m.ackId ?? ''),
      });
      for (const { message } of half) acknowledged.add(String(message?.data));
      await kill();
      await start();
      // Leased before the kill: still held after it, and its ack id still counts.
      const late = received[10];
      await subscriber.acknowledge({ subscription: subscription.name, ackIds: [late?.ackId ?? ''] });
      acknowledged.add(String(late?.message?.data));
    }
    await kill();
    await start();
    const rest: string[] = [];
    subscription.on('message', (message) => {
      rest.push(String(message.data));
      message.ack();
    });
    await until(() => new Set(rest).size + acknowledged.size >= expected.size);
    expect(rest.filter((data) => acknowledged.has(data))).toEqual([]);
    expect(new Set([...rest, ...acknowledged])).toEqual(expected);
    await subscription.close();
    await Promise.all([publisher.close(), subscriber.close(), client.close()]);
  });
});
