import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { HOST } from './environment.ts';
import type { KeptProcess } from './keep-alive.ts';
import type { Progress } from './progress.ts';

/** What may be done to a process over HTTP, for experiments and drills. */
const ACTIONS: Record<string, (process: KeptProcess) => void | Promise<void>> = {
  kill: (process) => process.signal('SIGKILL'),
  terminate: (process) => process.signal('SIGTERM'),
  freeze: (process) => process.signal('SIGSTOP'),
  thaw: (process) => process.signal('SIGCONT'),
  stop: (process) => process.stop(STOP_GRACE_MS),
  start: (process) => process.start(),
};

/** Cloud Run gives a container 10 s after SIGTERM. */
export const STOP_GRACE_MS = 10_000;

export interface ControlState {
  readonly processes: ReadonlyMap<string, KeptProcess>;
  readonly progress: () => Progress;
}

/**
 * Serves on loopback: `GET /processes`, `GET /progress`, `POST /processes/<name>/<action>` with the
 * actions kill, terminate, freeze, thaw, stop, start.
 */
export function createControlServer(state: ControlState): Server {
  return createServer((request, response) => {
    void answer(state, request)
      .catch((error: unknown): [number, unknown] => [500, { error: String(error) }])
      .then(([status, body]) => send(response, status, body));
  });
}

async function answer(state: ControlState, request: IncomingMessage): Promise<[number, unknown]> {
  const [, resource, name, action] = (request.url ?? '').split('?')[0]?.split('/') ?? [];
  const statuses = () => ({ processes: [...state.processes.values()].map((process) => process.status()) });
  if (request.method === 'GET') {
    if (resource === 'healthz') return [200, { status: 'ok' }];
    if (resource === 'processes' && name === undefined) return [200, statuses()];
    if (resource === 'progress') return [200, state.progress()];
  }
  if (request.method === 'POST' && resource === 'processes' && name !== undefined && action !== undefined) {
    const process = state.processes.get(name);
    const run = ACTIONS[action];
    if (!process)
      return [404, { error: `no process "${name}"; there are ${[...state.processes.keys()].join(', ')}` }];
    if (!run) return [404, { error: `no action "${action}"; there are ${Object.keys(ACTIONS).join(', ')}` }];
    await run(process);
    return [200, process.status()];
  }
  return [404, { error: 'served here: GET /processes, GET /progress, POST /processes/<name>/<action>' }];
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Starts listening on loopback only. */
export function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: HOST }, resolve);
  });
}
