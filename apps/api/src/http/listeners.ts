import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer, type ListenOptions, type Server as NetServer } from 'node:net';

// Connections that wait for one turn of the event loop. Past Node's default of 511 the kernel drops them in silence,
// and they come back a second later or three: late, where a refusal would have been quick. Linux caps it at
// somaxconn, 4,096.
const ACCEPT_BACKLOG = 4_096;

// libuv takes one connection per turn of the event loop and listening socket. In overload a turn takes 50 ms and more,
// and new connections would wait behind one another: at three times the capacity 3,000 of them for five seconds. The
// kernel spreads connections over as many sockets as share the port: with 16 they waited for one to three seconds,
// with 64 and 128 half a second at most. Elsewhere than on Linux the option does not exist.
const LISTENERS = process.platform === 'linux' ? 128 : 1;

/** What listens for an HTTP server. */
export interface Listeners {
  readonly port: number;
  /** Takes no new connection; resolves once those taken have ended. */
  close(): Promise<void>;
}

/**
 * Listens on a port (0: any free one) with several sockets that share it.
 * @throws Error that names the port when something else listens there
 */
export async function listenOn(server: Server, wanted: number): Promise<Listeners> {
  const port = await freePort(wanted);
  const others = Array.from({ length: LISTENERS - 1 }, () =>
    createServer((socket) => server.emit('connection', socket)),
  );
  const all = [server, ...others];
  await Promise.all(
    all.map((one) => listen(one, { port, backlog: ACCEPT_BACKLOG, reusePort: LISTENERS > 1 })),
  );
  return { port, close: async () => void (await Promise.all(all.map(close))) };
}

/** Sockets that share a port would silently share it with a second instance, too: who comes second is told. */
async function freePort(wanted: number): Promise<number> {
  const probe = createServer();
  await listen(probe, { port: wanted });
  const address = probe.address();
  await close(probe);
  return typeof address === 'object' && address !== null ? address.port : wanted;
}

async function listen(server: NetServer, options: ListenOptions): Promise<void> {
  try {
    server.listen(options);
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    const hint = 'stop what listens there, or set PORT to another';
    throw new Error(`port ${options.port} is taken: ${hint}`, { cause: error });
  }
}

const close = (server: NetServer): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
