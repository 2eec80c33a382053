import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export interface Health {
  /** Whether messages are being received. */
  readonly ready: boolean;
  /** For people: what is held, what is wrong. */
  readonly detail: Readonly<Record<string, unknown>>;
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Answers `/healthz` (the process runs) and `/readyz` (it receives); everything else is `other`'s. */
export function createHttpServer(health: () => Health, other?: Handler): Server {
  return createServer((request, response) => {
    const path = request.url?.split('?', 1)[0];
    if (path === '/healthz') return answer(response, 200, { status: 'ok' });
    if (path === '/readyz') {
      const { ready, detail } = health();
      return answer(response, ready ? 200 : 503, { ready, ...detail });
    }
    if (other) return other(request, response);
    answer(response, 404, { error: 'not found; there are /healthz and /readyz' });
  });
}

export function answer(
  response: ServerResponse,
  status: number,
  body: Readonly<Record<string, unknown>>,
): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Resolves once it listens. @throws Error that names the port and the variable that changes it */
export function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(taken ? new Error(`port ${port} is taken; set PORT to another one`, { cause: error }) : error);
    });
    server.listen(port, resolve);
  });
}
