import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adapt, managedwriter } from '@google-cloud/bigquery-storage';
import { credentials } from '@grpc/grpc-js';
import { afterAll, describe, expect, it } from '@jest/globals';
import { clientFor, PROJECT } from './harness.ts';
import { type Ports, startProcess, twoPorts } from './server-process.ts';

const SCHEMA = [{ name: 'id', type: 'STRING' }];
const dataDir = mkdtempSync(join(tmpdir(), 'bigquery-kill-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** Appends until the server is gone, over both protocols; returns the ids it acknowledged. */
async function writeUntilKilled(round: number, ports: Ports, child: ChildProcess): Promise<string[]> {
  const acknowledged: string[] = [];
  const count = (ids: string[]): void => {
    acknowledged.push(...ids);
    if (acknowledged.length >= 1000) child.kill('SIGKILL');
  };
  const insertAll = async (): Promise<void> => {
    for (let batch = 0; ; batch++) {
      const ids = Array.from({ length: 20 }, (_, index) => `rest-${round}-${batch}-${index}`);
      const answer = await fetch(
        `http://127.0.0.1:${ports.rest}/bigquery/v2/projects/${PROJECT}/datasets/d/tables/t/insertAll`,
        {
          method: 'POST',
          body: JSON.stringify({ rows: ids.map((id) => ({ json: { id } })) }),
        },
      );
      if (answer.ok) count(ids);
    }
  };
  const writerClient = new managedwriter.WriterClient({
    projectId: PROJECT,
    servicePath: '127.0.0.1',
    port: ports.grpc,
    // biome-ignore lint/suspicious/noExplicitAny: two copies of grpc-js types
    sslCreds: credentials.createInsecure() as any,
  });
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
  const appendRows = async (lane: number): Promise<void> => {
    for (let batch = 0; ; batch++) {
      const ids = Array.from({ length: 50 }, (_, index) => `grpc-${round}-${lane}-${batch}-${index}`);
      const result = await writer.appendRows(ids.map((id) => ({ id }))).getResult();
      if (result.error) throw new Error(result.error.message ?? 'refused');
      count(ids);
    }
  };
  const gone = once(child, 'exit');
  // The client would go on trying for a while; what counts was acknowledged before.
  await Promise.race([gone, Promise.all([insertAll(), appendRows(0), appendRows(1), appendRows(2)])]).catch(
    () => gone,
  );
  writer.close();
  connection.close();
  writerClient.close();
  return acknowledged;
}

describe('kill -9', () => {
  it('loses no acknowledged row, again and again', async () => {
    const ports = await twoPorts();
    const acknowledged: string[] = [];
    for (let round = 0; round < 4; round++) {
      const child = await startProcess(dataDir, ports);
      const client = clientFor(ports.rest);
      if (round === 0) {
        await client.createDataset('d');
        await client.dataset('d').createTable('t', { schema: SCHEMA });
      }
      acknowledged.push(...(await writeUntilKilled(round, ports, child)));
      expect(child.signalCode).toBe('SIGKILL');
    }
    const child = await startProcess(dataDir, ports);
    const [rows] = await clientFor(ports.rest).query('SELECT DISTINCT id FROM d.t');
    const stored = new Set(rows.map(({ id }: { id: string }) => id));
    expect(acknowledged.length).toBeGreaterThanOrEqual(4000);
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
  });
});
