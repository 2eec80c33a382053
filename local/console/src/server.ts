import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Ports } from '@flightdeck/service';
import { readAsset } from './assets.ts';
import { proxy } from './proxy.ts';
import { listRunbooks, readRunbook } from './runbooks.ts';
import { isFromThisMachine, SECURITY_HEADERS } from './security.ts';

export interface ConsoleSetting {
  readonly ports: Pick<Ports, 'console' | 'monitoring' | 'supervisor'>;
  /** The built page. */
  readonly dist: string;
  readonly runbooks: string;
}

/**
 * Serves the page, hands `/monitoring/…` on to local/monitoring and `/supervisor/…` to the supervisor, so
 * that the browser talks to one origin only.
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
  const url = request.url ?? '/';
  const path = decodeURIComponent(url.split('?')[0] ?? '/');
  if (path === '/healthz') return send(response, 200, { status: 'ok' });
  for (const [prefix, port] of [
    ['/monitoring', setting.ports.monitoring],
    ['/supervisor', setting.ports.supervisor],
  ] as const) {
    if (path.startsWith(`${prefix}/`)) {
      return proxy({ port, path: url.slice(prefix.length) }, request, response);
    }
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return send(response, 405, { error: `${request.method} is not served here` });
  }
  if (path === '/api/runbooks')
    return send(response, 200, { runbooks: await listRunbooks(setting.runbooks) });
  if (path.startsWith('/api/runbooks/')) {
    const markdown = await readRunbook(setting.runbooks, path.slice('/api/runbooks/'.length));
    if (markdown === undefined) return send(response, 404, { error: 'no such runbook' });
    return send(response, 200, { markdown });
  }
  const asset = await readAsset(setting.dist, path);
  if (!asset) return send(response, 404, { error: `no file ${path}` });
  const cacheControl = asset.immutable ? 'public, max-age=31536000, immutable' : 'no-cache';
  response.writeHead(200, { 'content-type': asset.type, 'cache-control': cacheControl });
  response.end(request.method === 'HEAD' ? undefined : asset.body);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
