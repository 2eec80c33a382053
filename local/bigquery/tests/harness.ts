import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BigQuery } from '@google-cloud/bigquery';
import { PassThroughClient } from 'google-auth-library';
import { type BigQueryOptions, type BigQueryServer, startBigQuery } from '../src/server.ts';

export interface Harness {
  readonly server: BigQueryServer;
  /** Google's own client, as the applications build it. */
  readonly client: BigQuery;
  readonly url: string;
  readonly dataDir: string;
  close(): Promise<void>;
}

export const PROJECT = 'test-project';

/** A client of the real package, pointed at a local port. */
export function clientFor(port: number): BigQuery {
  process.env.METADATA_SERVER_DETECTION = 'none';
  return new BigQuery({
    projectId: PROJECT,
    apiEndpoint: `http://127.0.0.1:${port}`,
    // biome-ignore lint/suspicious/noExplicitAny: the package carries its own copy of the auth library's types
    authClient: new PassThroughClient() as any,
  });
}

export async function startHarness(options: Partial<BigQueryOptions> = {}): Promise<Harness> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'bigquery-'));
  const server = await startBigQuery({ port: 0, storagePort: 0, ...options, dataDir });
  return {
    server,
    dataDir,
    url: `http://127.0.0.1:${server.port}`,
    client: clientFor(server.port),
    close: async () => {
      await server.close();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export interface SqlAnswer {
  /** Cells as plain values: arrays for arrays and for structs. */
  readonly rows?: unknown[];
  readonly reason?: string;
  readonly message?: string;
}

/** Runs one query over REST, as the bytes come: no client in between. */
export async function runSql({ url }: Harness, query: string): Promise<SqlAnswer> {
  const response = await fetch(`${url}/bigquery/v2/projects/${PROJECT}/queries`, {
    method: 'POST',
    body: JSON.stringify({ query, useLegacySql: false, formatOptions: { useInt64Timestamp: true } }),
  });
  const body = (await response.json()) as {
    error?: { message: string; errors: { reason: string }[] };
    rows?: unknown[];
  };
  if (body.error) return { message: body.error.message, reason: body.error.errors[0]?.reason ?? '' };
  return { rows: (body.rows ?? []).map(plain) };
}

const plain = (cell: unknown): unknown => {
  if (Array.isArray(cell)) return cell.map(({ v }: { v: unknown }) => plain(v));
  const { f } = (cell ?? {}) as { f?: { v: unknown }[] };
  return f ? f.map(({ v }) => plain(v)) : cell;
};
