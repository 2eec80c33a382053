import { adapt, managedwriter } from '@google-cloud/bigquery-storage';
import { credentials } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Harness, PROJECT, startHarness } from './harness.ts';

let harness: Harness;
let writerClient: managedwriter.WriterClient;
const SCHEMA = [{ name: 'id', type: 'STRING' }];

beforeAll(async () => {
  harness = await startHarness();
  await harness.client.createDataset('d');
  await harness.client.dataset('d').createTable('t', { schema: SCHEMA });
  writerClient = new managedwriter.WriterClient({
    projectId: PROJECT,
    servicePath: '127.0.0.1',
    port: harness.server.storagePort,
    // biome-ignore lint/suspicious/noExplicitAny: two copies of grpc-js types
    sslCreds: credentials.createInsecure() as any,
  });
});
afterEach(() => fetch(`${harness.url}/_flightdeck/faults`, { method: 'DELETE' }));
afterAll(async () => {
  writerClient.close();
  await harness.close();
});

async function setFault(fault: object): Promise<string> {
  const response = await fetch(`${harness.url}/_flightdeck/faults`, {
    method: 'POST',
    body: JSON.stringify(fault),
  });
  const body = (await response.json()) as { id: string; error?: string };
  expect(body.error).toBeUndefined();
  return body.id;
}

async function injected(id: string): Promise<number> {
  const body = (await (await fetch(`${harness.url}/_flightdeck/faults`)).json()) as {
    faults: { id: string; injected: number }[];
  };
  return body.faults.find((fault) => fault.id === id)?.injected ?? -1;
}

const insertAll = (id: string): Promise<Response> =>
  fetch(`${harness.url}/bigquery/v2/projects/${PROJECT}/datasets/d/tables/t/insertAll`, {
    method: 'POST',
    body: JSON.stringify({ rows: [{ json: { id } }] }),
  });

const stored = async (id: string): Promise<number> => {
  const [[row]] = await harness.client.query({
    query: 'SELECT COUNT(*) AS n FROM d.t WHERE id = @id',
    params: { id },
  });
  return row.n;
};

/** One append over a connection of its own; never rejects. */
async function append(
  ids: readonly string[],
): Promise<{ code?: number | null | undefined; rowErrors: number; failed?: string }> {
  const connection = await writerClient.createStreamConnection({
    streamId: managedwriter.DefaultStream,
    destinationTable: `projects/${PROJECT}/datasets/d/tables/t`,
  });
  connection.on('error', () => {});
  const protoDescriptor = adapt.convertStorageSchemaToProto2Descriptor(
    adapt.convertBigQuerySchemaToStorageTableSchema({ fields: SCHEMA }),
    'root',
  );
  const writer = new managedwriter.JSONWriter({ connection, protoDescriptor });
  try {
    const result = await writer.appendRows(ids.map((id) => ({ id }))).getResult();
    return { code: result.error?.code, rowErrors: result.rowErrors?.length ?? 0 };
  } catch (thrown) {
    return { rowErrors: 0, failed: String((thrown as Error).message) };
  } finally {
    writer.close();
    connection.close();
  }
}

describe('faults on REST', () => {
  const refusals: [object, number, string][] = [
    [{ kind: 'unavailable' }, 503, 'backendError'],
    [{ kind: 'quota' }, 403, 'quotaExceeded'],
    [{ kind: 'error', code: '429' }, 429, 'rateLimitExceeded'],
    [{ kind: 'error', code: 'notFound' }, 404, 'notFound'],
    [{ kind: 'disk-full' }, 500, 'backendError'],
  ];
  it.each(refusals)('%j is answered %i %s and stores nothing', async (fault, code, reason) => {
    const id = await setFault({ ...fault, method: 'tabledata.insertAll' });
    const row = `refused-${code}-${reason}-${JSON.stringify(fault).length}`;
    const response = await insertAll(row);
    expect(response.status).toBe(code);
    expect(await response.json()).toMatchObject({ error: { code, errors: [{ reason }] } });
    expect(await injected(id)).toBe(1);
    expect(await stored(row)).toBe(0);
  });

  it('cuts the connection before, or after the effect', async () => {
    const reset = await setFault({ kind: 'reset', method: 'tabledata.*' });
    await expect(insertAll('reset')).rejects.toThrow();
    await fetch(`${harness.url}/_flightdeck/faults/${reset}`, { method: 'DELETE' });
    const lost = await setFault({ kind: 'lose-response', method: 'tabledata.insertAll' });
    await expect(insertAll('lost')).rejects.toThrow();
    expect([await injected(reset), await injected(lost)]).toEqual([1, 1]);
    expect([await stored('reset'), await stored('lost')]).toEqual([0, 1]);
  });

  it('holds an answer back', async () => {
    const id = await setFault({ kind: 'latency', method: 'tabledata.insertAll', latency: { meanMs: 300 } });
    const start = performance.now();
    expect((await insertAll('late')).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThanOrEqual(299);
    expect(await injected(id)).toBe(1);
  });

  it('refuses single rows', async () => {
    const id = await setFault({ kind: 'partial-rows', method: 'tabledata.insertAll' });
    expect(await (await insertAll('partial')).json()).toMatchObject({
      insertErrors: [{ index: 0, errors: [{ reason: 'invalid' }] }],
    });
    expect(await injected(id)).toBe(1);
  });
});

describe('faults on AppendRows', () => {
  it('ends the stream as unavailable, over quota or with a code', async () => {
    for (const [fault, code] of [
      [{ kind: 'unavailable' }, 14],
      [{ kind: 'quota' }, 8],
      [{ kind: 'error', code: 'PERMISSION_DENIED' }, 7],
      [{ kind: 'disk-full' }, 13],
    ] as const) {
      const id = await setFault({ ...fault, method: 'AppendRows' });
      const result = await append([`rpc-${code}`]);
      expect(result.failed ?? String(result.code)).toContain(String(code));
      expect(await injected(id)).toBeGreaterThanOrEqual(1);
      await fetch(`${harness.url}/_flightdeck/faults`, { method: 'DELETE' });
      expect(await stored(`rpc-${code}`)).toBe(0);
    }
  });

  it('stores the rows and loses the answer', async () => {
    const id = await setFault({ kind: 'lose-response', method: 'AppendRows' });
    expect((await append(['rpc-lost'])).failed).toBeDefined();
    expect(await injected(id)).toBe(1);
    expect(await stored('rpc-lost')).toBe(1);
  });

  it('cuts the connection before the effect', async () => {
    const id = await setFault({ kind: 'reset', method: 'AppendRows' });
    expect((await append(['rpc-reset'])).failed).toBeDefined();
    expect(await injected(id)).toBe(1);
    expect(await stored('rpc-reset')).toBe(0);
  });

  it('refuses a request for a single row and names it', async () => {
    const id = await setFault({ kind: 'partial-rows', method: 'AppendRows', share: 0.5, seed: 3 });
    const result = await append(Array.from({ length: 20 }, (_, index) => `rpc-partial-${index}`));
    expect(result.rowErrors).toBe(await injected(id));
    expect(result.rowErrors).toBeGreaterThan(0);
    expect(await stored('rpc-partial-0')).toBe(0);
  });

  it('slows the stream', async () => {
    const id = await setFault({ kind: 'slow-stream', method: 'AppendRows', latency: { meanMs: 300 } });
    const start = performance.now();
    expect((await append(['rpc-slow'])).failed).toBeUndefined();
    expect(performance.now() - start).toBeGreaterThanOrEqual(299);
    expect(await injected(id)).toBe(1);
    expect(await stored('rpc-slow')).toBe(1);
  });
});
