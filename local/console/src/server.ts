import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Ports } from '@flightdeck/service';
import { readAsset } from './assets.ts';
import { type Drills, serveDrills } from './drills/routes.ts';
import { listFaults } from './faults.ts';
import { proxy } from './proxy.ts';
import { listRunbooks, readRunbook } from './runbooks.ts';
import { isFromThisMachine, SECURITY_HEADERS } from './security.ts';
import { send } from './send.ts';

export interface ConsoleSetting {
  readonly ports: Pick<Ports, 'console' | 'monitoring' | 'pubsubAdmin' | 'bigquery'>;
  /** The built page. */
  readonly dist: string;
  readonly runbooks: string;
  readonly drills: Drills;
}

/**
 * Serves the page and hands `GET /monitoring/…` on to local/monitoring, so that the browser talks to one
 * origin only. Nothing can be changed through it but drills, which are started and stopped.
 */
export function createConsoleServer(setting: ConsoleSetting): Server {
  return createServer((request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    if (!isFromThisMachine(request, setting.ports.console)) {
      send(response, 403, { error: `open this page as http://localhost:${setting.ports.console}` });
      return;
    }
    serve(setting, request, response).catch((error: unknown) =>
      send(response, 500, { error: String(error) }),
    );
  });
}

async function serve(
  setting: ConsoleSetting,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { ports, runbooks, drills } = setting;
  const url = request.url ?? '/';
  const path = pathOf(url);
  if (path === undefined) return send(response, 400, { error: 'the address is not valid' });
  if (path === '/api/drills' || path.startsWith('/api/drills/')) {
    return serveDrills(drills, path, request, response);
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return send(response, 405, { error: `${request.method} is not served here` });
  }
  if (path.startsWith('/monitoring/')) {
    return proxy({ port: ports.monitoring, path: url.slice('/monitoring'.length) }, request, response);
  }
  if (path === '/healthz') return send(response, 200, { status: 'ok' });
  if (path === '/api/faults') return send(response, 200, { faults: await listFaults(ports) });
  if (path === '/api/runbooks') return send(response, 200, { runbooks: await listRunbooks(runbooks) });
  if (path.startsWith('/api/runbooks/')) {
    const markdown = await readRunbook(runbooks, path.slice('/api/runbooks/'.length));
    if (markdown === undefined) return send(response, 404, { error: 'no such runbook' });
    return send(response, 200, { markdown });
  }
  return sendAsset(setting.dist, path, request, response);
}

function pathOf(url: string): string | undefined {
  try {
    return decodeURIComponent(url.split('?')[0] ?? '/');
  } catch {
    return undefined;
  }
}

async function sendAsset(
  dist: string,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asset = await readAsset(dist, path);
  if (!asset) return send(response, 404, { error: `no file ${path}` });
  const cacheControl = asset.immutable ? 'public, max-age=31536000, immutable' : 'no-cache';
  response.writeHead(200, { 'content-type': asset.type, 'cache-control': cacheControl });
  response.end(request.method === 'HEAD' ? undefined : asset.body);
}
