import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';

/** A dashboard query over a month may take a while; a page that waits longer should say so instead. */
const UPSTREAM_TIMEOUT_MS = 30_000;

/** Hands a request on to a server of this machine and streams its answer back. */
export function proxy(
  target: { readonly port: number; readonly path: string },
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const upstream = httpRequest(
    {
      host: '127.0.0.1',
      port: target.port,
      path: target.path,
      method: request.method,
      headers: forwarded(request),
      timeout: UPSTREAM_TIMEOUT_MS,
    },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, {
        'content-type': answer.headers['content-type'] ?? 'application/json',
        'cache-control': 'no-store',
      });
      answer.pipe(response);
    },
  );
  upstream.on('timeout', () => upstream.destroy(new Error('it did not answer in time')));
  upstream.on('error', (error) => {
    if (response.headersSent) return void response.destroy();
    response.writeHead(502, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: `port ${target.port}: ${error.message}` }));
  });
  response.on('close', () => upstream.destroy());
  request.pipe(upstream);
}

function forwarded({ headers }: IncomingMessage): Record<string, string> {
  const kept = ['content-type', 'content-length', 'accept'] as const;
  return Object.fromEntries(kept.flatMap((name) => (headers[name] ? [[name, headers[name]]] : [])));
}
