import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { encode } from '../src/grpc/proto.ts';
import type { RawClient } from './raw-client.ts';

/** Bytes of data of each message; with the attributes it is as large as a flight event. */
export const DATA_BYTES = 240;

const ATTRIBUTES = {
  'ce-specversion': '1.0',
  'ce-type': 'flightdeck.flight.v1',
  'ce-source': '//flightdeck/system-01',
  'ce-id': 'flights-3m-0000001',
  'ce-time': '2001-01-01T00:00:00Z',
};

export function publishRequest(topic: string, messages: number): Buffer {
  const message = encode('google.pubsub.v1.PubsubMessage', {
    data: Buffer.alloc(DATA_BYTES, 'x'),
    attributes: ATTRIBUTES,
  });
  return encode('google.pubsub.v1.PublishRequest', {
    topic,
    messages: Array<Buffer>(messages).fill(message),
  });
}

export async function inParallel(times: number, width: number, run: () => Promise<unknown>): Promise<void> {
  let left = times;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await run();
  };
  await Promise.all(Array.from({ length: width }, worker));
}

/** Receives and acknowledges this many messages. */
export async function receiveAll(client: RawClient, subscription: string, messages: number): Promise<void> {
  let received = 0;
  const acks = new Set<Promise<unknown>>();
  await new Promise<void>((resolve) => {
    const request = { subscription, streamAckDeadlineSeconds: 60, maxOutstandingMessages: 20_000 };
    const stream = client.stream(request, (ackIds) => {
      const ack = client.call('Acknowledge', { subscription, ackIds }).finally(() => acks.delete(ack));
      acks.add(ack);
      received += ackIds.length;
      if (received < messages) return;
      stream.close();
      resolve();
    });
  });
  await Promise.all(acks);
}

/** Starts the server of a benchmark; it ends with this process, however that ends. */
export function startServerProcess(journal: readonly string[]): ChildProcess {
  const server = spawn(process.execPath, [fileURLToPath(new URL('server.ts', import.meta.url)), ...journal], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => server.kill('SIGKILL'));
  return server;
}

/** The next line that a process prints. */
export async function line(process: ChildProcess): Promise<string> {
  const [chunk] = (await once(process.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return chunk.toString();
}
