import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

/**
 * Where free ports are looked for: above those of a plain `npm start`, and below 32768, where Linux begins to hand out ports to
 * outgoing connections. A port that the system itself offers may be taken by one before the process it is meant for has started.
 */
const FIRST = 10_000;
const LAST = 17_999;
const MAX_TRIES = 1_000;

/**
 * Ports for processes that tests and benchmarks start; nobody listens on them now, and no two are equal.
 * @throws Error when so many are taken that none is found
 */
export async function freePorts(count: number): Promise<number[]> {
  const held: { readonly port: number; readonly server: Server }[] = [];
  for (let tries = 0; held.length < count; tries++) {
    if (tries === MAX_TRIES) throw new Error(`no ${count} free ports between ${FIRST} and ${LAST}`);
    const port = randomInt(FIRST, LAST + 1);
    const server = await listen(port);
    if (server !== undefined) held.push({ port, server });
  }
  await Promise.all(held.map(({ server }) => new Promise((resolve) => server.close(resolve))));
  return held.map(({ port }) => port);
}

/** One such port. */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  return port as number;
}

function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1' }, () => resolve(server));
  });
}
