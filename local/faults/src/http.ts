import type { IncomingMessage, ServerResponse } from 'node:http';
import { type FaultInjector, FaultRequestError } from './injector.ts';

/** A fault is a few hundred bytes; more is a mistake. */
const MAX_BODY_BYTES = 16_384;

/**
 * Serves the faults of one server:
 * `GET <base>` lists them with their counts, `POST <base>` sets one (JSON), `DELETE <base>` ends all,
 * `DELETE <base>/<id>` ends one.
 * @returns false when the path is not under `base`, so that the caller can go on
 */
export async function serveFaults(
  injector: FaultInjector,
  base: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const path = (request.url ?? '').split('?')[0] ?? '';
  if (path !== base && !path.startsWith(`${base}/`)) return false;
  try {
    const [status, body] = await answer(injector, request, path.slice(base.length + 1));
    send(response, status, body);
  } catch (error) {
    if (!(error instanceof FaultRequestError)) throw error;
    send(response, 400, { error: error.message });
  }
  return true;
}

async function answer(
  injector: FaultInjector,
  request: IncomingMessage,
  id: string,
): Promise<[status: number, body: unknown]> {
  const all = () => ({
    supports: injector.supports,
    faults: injector.list().map((fault) => ({ ...fault, active: injector.isActive(fault) })),
  });
  switch (`${request.method} ${id === '' ? 'all' : 'one'}`) {
    case 'GET all':
      return [200, all()];
    case 'POST all':
      return [201, injector.add(await readJson(request))];
    case 'DELETE all':
      injector.clear();
      return [200, all()];
    case 'DELETE one': {
      const fault = injector.remove(id);
      return fault ? [200, { ...fault, active: false }] : [404, { error: `no fault "${id}"` }];
    }
    default:
      return [405, { error: `${request.method} is not served here; use GET, POST or DELETE` }];
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new FaultRequestError(`body: larger than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (cause) {
    throw new FaultRequestError('body: not JSON', { cause });
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
