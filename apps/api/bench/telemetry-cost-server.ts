import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startTelemetry } from '@flightdeck/telemetry';
import { createApp } from '../src/app.ts';

/** The API over a warehouse that answers at once; tells its port, then the processor time it used when asked. */
const app = createApp({
  runQuery: async () => [],
  telemetry: startTelemetry({ service: 'api', env: process.env }),
  report: (problem) => console.error(problem),
  isReady: () => true,
  now: Date.now,
  cacheMaxBytes: 1_000_000,
  staleIfErrorMs: 0,
  staleIfSlowMs: 0,
  stalePatienceMs: 250,
  requestsPerMinute: 100_000_000,
  trustedProxies: 0,
  iap: undefined,
  apiKeys: undefined,
});
const server = createServer(app);
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.on('disconnect', () => process.exit());
