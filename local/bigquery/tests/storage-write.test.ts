import { adapt, managedwriter } from '@google-cloud/bigquery-storage';
import { credentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Harness, PROJECT, startHarness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
  await harness.client.createDataset('d');
});
afterAll(() => harness.close());

const SCHEMA = [
  { name: 'id', type: 'STRING', mode: 'REQUIRED' },
  { name: 'n', type: 'INTEGER' },
  { name: 'at', type: 'TIMESTAMP' },
];

describe('Storage Write, default stream', () => {
  it('stores what JSONWriter sends', async () => {
    await harness.client.dataset('d').createTable('t', { schema: SCHEMA });
    const writerClient = new managedwriter.WriterClient({
      projectId: PROJECT,
      servicePath: '127.0.0.1',
      port: harness.server.storagePort,
      // biome-ignore lint/suspicious/noExplicitAny: two copies of grpc-js types
      sslCreds: credentials.createInsecure() as any,
    });
    const connection = await writerClient.createStreamConnection({
      streamId: managedwriter.DefaultStream,
      destinationTable: `projects/${PROJECT}/datasets/d/tables/t`,
    });
    const storageSchema = adapt.convertBigQuerySchemaToStorageTableSchema({ fields: SCHEMA });
    const protoDescriptor = adapt.convertStorageSchemaToProto2Descriptor(storageSchema, 'root');
    const writer = new managedwriter.JSONWriter({ connection, protoDescriptor });
    const rows = Array.from({ length: 5000 }, (_, index) => ({
      id: `row-${index}`,
      n: index,
      at: new Date(index),
    }));
    const result = await writer.appendRows(rows).getResult();
    expect(result.error ?? null).toBeNull();
    const [[sum]] = await harness.client.query('SELECT COUNT(*) AS c, SUM(n) AS s, MAX(at) AS m FROM d.t');
    expect([sum.c, sum.s, sum.m.value]).toEqual([5000, (4999 * 5000) / 2, '1970-01-01T00:00:04.999Z']);
    writer.close();
    connection.close();
    writerClient.close();
  });
});
