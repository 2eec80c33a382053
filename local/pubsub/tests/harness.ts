import { PubSub, v1 } from '@google-cloud/pubsub';
import { credentials } from '@grpc/grpc-js';
import { MemoryJournal } from '../src/journal/memory-journal.ts';
import { type PubSubServer, type ServerOptions, startServer } from '../src/server.ts';

// Otherwise the client looks for Google's metadata server before its first call.
process.env.METADATA_SERVER_DETECTION = 'none';

export const PROJECT = 'flightdeck-test';

/** A clock that a test moves. */
export class TestClock {
  #nowMs = Date.UTC(2026, 0, 1);

  now(): number {
    return this.#nowMs;
  }

  advance(ms: number): void {
    this.#nowMs += ms;
  }
}

export interface Harness {
  readonly server: PubSubServer;
  readonly clock: TestClock;
  /** The real clients, pointed at the server: the high-level one, and the generated ones below it. */
  readonly client: PubSub;
  readonly publisher: v1.PublisherClient;
  readonly subscriber: v1.SubscriberClient;
  close(): Promise<void>;
}

/** A server on a free port and the real Google clients that talk to it. */
export async function startHarness(options: Partial<ServerOptions> = {}): Promise<Harness> {
  const clock = new TestClock();
  const server = await startServer({ port: 0, journal: new MemoryJournal(), clock, ...options });
  const client = connect(server.port);
  const { publisher, subscriber } = rawClients(server.port);
  return {
    server,
    clock,
    client,
    publisher,
    subscriber,
    async close() {
      await Promise.all([client.close(), publisher.close(), subscriber.close()]);
      await server.close();
    },
  };
}

export function connect(port: number): PubSub {
  return new PubSub({ projectId: PROJECT, apiEndpoint: `127.0.0.1:${port}`, emulatorMode: true });
}

export function rawClients(port: number): { publisher: v1.PublisherClient; subscriber: v1.SubscriberClient } {
  const options = { servicePath: '127.0.0.1', port, sslCreds: credentials.createInsecure() };
  return { publisher: new v1.PublisherClient(options), subscriber: new v1.SubscriberClient(options) };
}

export const topicName = (id: string): string => `projects/${PROJECT}/topics/${id}`;
export const subscriptionName = (id: string): string => `projects/${PROJECT}/subscriptions/${id}`;

/** The gRPC status code and message with which a call fails. */
export async function failure(
  call: Promise<unknown>,
): Promise<{ code: number | undefined; message: string }> {
  try {
    await call;
  } catch (thrown) {
    const { code, details, message } = thrown as { code?: number; details?: string; message: string };
    return { code, message: details ?? message };
  }
  throw new Error('the call succeeded');
}

/** Resolves when `condition` holds; looks again every few milliseconds, so that nothing is timed. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}
