import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type FaultInjector, serveFaults } from '@flightdeck/local-faults';
import type { Broker } from '../broker/broker.ts';
import { subscriptionStats, topicStats } from '../metrics/stats.ts';

export interface AdminServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Health, statistics and faults over HTTP. @throws Error where the port is taken */
export async function startAdmin(
  broker: Broker,
  faults: FaultInjector,
  { port, host }: { readonly port: number; readonly host: string },
): Promise<AdminServer> {
  const server = createServer((request, response) => {
    answer(broker, faults, request, response).catch((error: unknown) => {
      sendJson(response, 500, { error: String(error) });
    });
  });
  const bound = await listen(server, port, host);
  return {
    port: bound,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  broker: Broker,
  faults: FaultInjector,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (await serveFaults(faults, '/faults', request, response)) return;
  const path = (request.url ?? '').split('?')[0];
  if (request.method !== 'GET') return sendJson(response, 405, { error: 'only GET is served here' });
  if (path === '/healthz' || path === '/readyz') return sendJson(response, 200, { status: 'ok' });
  if (path === '/stats') return sendJson(response, 200, stats(broker));
  sendJson(response, 404, { error: 'not found; there are /healthz, /readyz, /stats and /faults' });
}

function stats(broker: Broker): object {
  const { rss, heapUsed, external } = process.memoryUsage();
  return {
    subscriptions: subscriptionStats(broker),
    topics: topicStats(broker),
    journal: broker.journal.usage,
    memory: { rssBytes: rss, heapUsedBytes: heapUsed, externalBytes: external },
  };
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
