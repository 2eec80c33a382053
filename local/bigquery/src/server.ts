import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serveFaults } from '@flightdeck/local-faults';
import { Router } from 'express';
import { openEngine } from './engine/engine.ts';
import { createFaults } from './faults.ts';
import { createJobRegistry } from './jobs/registry.ts';
import { openStagingArea } from './load/staging.ts';
import { openUploads } from './load/upload-file.ts';
import { createApp } from './rest/app.ts';
import { createInsertIds } from './rest/insert-ids.ts';
import { startStorageServer } from './storage/server.ts';
import { openWriteStreams } from './storage/streams.ts';

export interface BigQueryOptions {
  readonly dataDir: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly storagePort: number;
  readonly host?: string;
  readonly memoryLimit?: string;
  readonly threads?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export interface BigQueryServer {
  readonly port: number;
  readonly storagePort: number;
  /** Stops intake, finishes what was accepted, closes the database. */
  close(): Promise<void>;
}

/** Starts both protocols on one database. @throws when a port or the data directory is taken */
export async function startBigQuery(options: BigQueryOptions): Promise<BigQueryServer> {
  const { host = '127.0.0.1', now = Date.now } = options;
  const engine = await openEngine(options, now);
  const jobs = createJobRegistry(now);
  const faults = createFaults();
  const streams = await openWriteStreams(engine, now);
  const uploads = await openUploads(join(options.dataDir, 'uploads'));
  await openStagingArea(engine.writer);
  const service = { engine, jobs, faults, insertIds: createInsertIds(now), uploads, now };
  const admin = Router();
  let ready = true;
  admin.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  admin.get('/readyz', (_request, response) => void response.status(ready ? 200 : 503).json({ ready }));
  admin.get('/stats', (_request, response) => {
    const { rss, heapUsed } = process.memoryUsage();
    response.json({
      writer: engine.writer.stats,
      queries: engine.pool.stats,
      firstRows: engine.firstRows.stats,
      memory: { rss, heapUsed },
    });
  });
  admin.use(async (request, response, next) => {
    if (!(await serveFaults(faults, '/faults', request, response))) next();
  });
  const http = createServer(createApp(service, admin));
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(options.port, host, () => resolve());
  });
  const storage = await startStorageServer({ engine, streams, faults }, host, options.storagePort).catch(
    async (error) => {
      http.close();
      await engine.close();
      throw error;
    },
  );
  return {
    port: (http.address() as AddressInfo).port,
    storagePort: storage.port,
    close: async () => {
      ready = false;
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeIdleConnections();
      await storage.close();
      await jobs.close();
      http.closeAllConnections();
      await closed;
      await engine.close();
    },
  };
}
