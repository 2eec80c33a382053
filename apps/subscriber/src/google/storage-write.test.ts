import { createRequire } from 'node:module';
import { exampleEvent, exampleMessage } from '@flightdeck/flight-event/examples';
import { v1 } from '@google-cloud/bigquery-storage';
import { loadPackageDefinition, Server, ServerCredentials, status } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import { afterEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../clock.ts';
import type { Row } from '../ports.ts';
import { grpcOptions } from './endpoint.ts';
import { isPermanent } from './failures.ts';
import { createStorageWrite } from './storage-write.ts';

// A server of the real protocol that answers as told: neither BigQuery nor local/bigquery can be made to refuse a row of
// a valid event, or to break a connection at a given request.
type Answer = Record<string, unknown> | 'break' | 'silence';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function startServer(answer: (request: number) => Answer) {
  const require = createRequire(import.meta.url);
  const protos = fromJSON(require('@google-cloud/bigquery-storage/build/protos/protos.json'), {
    longs: String,
  });
  // biome-ignore lint/suspicious/noExplicitAny: the package definition of a file that is read at run time
  const definition = loadPackageDefinition(protos) as any;
  const server = new Server();
  let requests = 0;
  let connections = 0;
  server.addService(definition.google.cloud.bigquery.storage.v1.BigQueryWrite.service, {
    // biome-ignore lint/suspicious/noExplicitAny: as above
    appendRows(call: any) {
      connections += 1;
      call.on('data', () => {
        requests += 1;
        const next = answer(requests);
        if (next === 'break') call.emit('error', { code: status.UNAVAILABLE, details: 'gone' });
        else if (next !== 'silence') call.write(next);
      });
      call.on('end', () => call.end());
    },
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  const client = new v1.BigQueryWriteClient({
    projectId: 'p',
    ...grpcOptions(`http://127.0.0.1:${port}`),
  });
  const writer = createStorageWrite(client, 'projects/p/datasets/d/tables/t', systemClock);
  closers.push(async () => {
    await writer.close();
    server.forceShutdown();
  });
  return { writer, connections: () => connections };
}

const rows = (count: number): Row[] =>
  Array.from({ length: count }, (_, number) => ({
    event: exampleEvent(number),
    message: {
      ackId: '',
      messageId: `m${number}`,
      publishedAtMicros: 1,
      receivedAt: 0,
      ...exampleMessage(number),
    },
  }));

const STORED = { appendResult: {} };

describe('Storage Write', () => {
  it('is stored when the answer carries a result', async () => {
    const { writer } = await startServer(() => STORED);
    await expect(writer.append(rows(3), 5)).resolves.toEqual({ refused: [], restStored: true });
  });

  it('is not stored when the answer carries row errors, even beside a result', async () => {
    const rowErrors = [{ index: '1', code: 'FIELDS_ERROR', message: 'field origin is too long' }];
    const { writer } = await startServer(() => ({ ...STORED, rowErrors }));
    await expect(writer.append(rows(3), 5)).resolves.toEqual({
      refused: [{ index: 1, reason: 'field origin is too long' }],
      restStored: false,
    });
  });

  it('fails when the answer carries an error, and tells a bad request from an outage', async () => {
    const codes = [status.INVALID_ARGUMENT, status.RESOURCE_EXHAUSTED];
    const { writer } = await startServer((request) => ({
      error: { code: codes[request - 1], message: 'no' },
    }));
    const bad = await writer.append(rows(1), 5).catch((error) => error);
    expect(isPermanent(bad)).toBe(true);
    const busy = await writer.append(rows(1), 5).catch((error) => error);
    expect(busy.code).toBe(status.RESOURCE_EXHAUSTED);
    expect(isPermanent(busy)).toBe(false);
  });

  it('fails everything in flight when the connection breaks, and opens another one', async () => {
    const { writer, connections } = await startServer((request) =>
      request === 1 ? 'silence' : request === 2 ? 'break' : STORED,
    );
    const both = await Promise.allSettled([writer.append(rows(1), 5), writer.append(rows(2), 5)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(writer.append(rows(3), 5)).resolves.toMatchObject({ restStored: true });
    expect(connections()).toBe(2);
  });
});
