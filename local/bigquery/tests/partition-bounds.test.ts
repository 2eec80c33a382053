import { adapt, managedwriter } from '@google-cloud/bigquery-storage';
import { credentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Harness, PROJECT, startHarness } from './harness.ts';

const SCHEMA = [
  { name: 'id', type: 'STRING', mode: 'REQUIRED' },
  { name: 'at', type: 'TIMESTAMP' },
];
const ROWS = [
  { id: 'of 2001', at: new Date('2001-01-01T00:47:00Z') },
  { id: 'of five years ago', at: new Date('2021-01-02T00:00:00Z') },
  { id: 'of next year', at: new Date('2027-01-01T00:00:00Z') },
  { id: 'of 2030', at: new Date('2030-01-01T00:00:00Z') },
  { id: 'without a time', at: null },
];

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ now: () => Date.UTC(2026, 0, 1) });
  const [dataset] = await harness.client.createDataset('d');
  await dataset.createTable('by_column', { schema: SCHEMA, timePartitioning: { type: 'DAY', field: 'at' } });
  await dataset.createTable('by_ingestion', { schema: SCHEMA, timePartitioning: { type: 'DAY' } });
});
afterAll(() => harness.close());

async function append(table: string) {
  const client = new managedwriter.WriterClient({
    projectId: PROJECT,
    servicePath: '127.0.0.1',
    port: harness.server.storagePort,
    // biome-ignore lint/suspicious/noExplicitAny: two copies of grpc-js types
    sslCreds: credentials.createInsecure() as any,
  });
  const connection = await client.createStreamConnection({
    streamId: managedwriter.DefaultStream,
    destinationTable: `projects/${PROJECT}/datasets/d/tables/${table}`,
  });
  const schema = adapt.convertBigQuerySchemaToStorageTableSchema({ fields: SCHEMA });
  const protoDescriptor = adapt.convertStorageSchemaToProto2Descriptor(schema, 'root');
  const writer = new managedwriter.JSONWriter({ connection, protoDescriptor });
  try {
    return await writer.appendRows(ROWS).getResult();
  } finally {
    writer.close();
    connection.close();
    client.close();
  }
}

describe('streaming into a table partitioned by a column', () => {
  it('refuses rows whose day lies too far from now, as insertAll', async () => {
    const inserted = harness.client.dataset('d').table('by_column').insert(ROWS, { partialRetries: 0 });
    const error = await inserted.then(
      () => undefined,
      (thrown: { errors: { row: { id: string }; errors: { reason: string; message: string }[] }[] }) =>
        thrown,
    );
    const invalid = error?.errors.filter(({ errors }) => errors[0]?.reason === 'invalid') ?? [];
    expect(invalid.map(({ row }) => row.id)).toEqual(['of 2001', 'of 2030']);
    expect(invalid[0]?.errors[0]?.message).toContain(
      'You can only stream to partitions of date range within 1825 days in the past and 366 days in the future',
    );
  });

  it('refuses them as an append, and names each', async () => {
    const { rowErrors } = await append('by_column');
    expect(rowErrors?.map(({ index }) => Number(index))).toEqual([0, 3]);
    expect(rowErrors?.[0]?.message).toContain('partition column at');
  });

  it('stores a row of any year where the days are days of ingestion, and by a query anywhere', async () => {
    expect((await append('by_ingestion')).rowErrors ?? []).toEqual([]);
    await harness.client.query(`INSERT INTO d.by_column (id, at) VALUES ('of 2001', '2001-01-01T00:47:00Z')`);
    const [[{ ingested, inserted }]] = await harness.client.query(
      'SELECT (SELECT COUNT(*) FROM d.by_ingestion) AS ingested, (SELECT COUNT(*) FROM d.by_column) AS inserted',
    );
    expect([ingested, inserted]).toEqual([ROWS.length, 1]);
  });
});
