import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface TestServer {
  readonly url: string;
  /** Requests that arrived. */
  readonly requests: () => number;
  stop(): Promise<void>;
}

export type Behaviour = (req: IncomingMessage, res: ServerResponse, number: number) => void;

/** A real HTTP server on loopback that behaves as told; requests are numbered from 1. */
export async function startServer(behave: Behaviour): Promise<TestServer> {
  let requests = 0;
  const sockets = new Set<Socket>();
  const server: Server = createServer((req, res) => behave(req, res, ++requests));
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** The address of a server that has been stopped: connections to it are refused. */
export async function refusingUrl(): Promise<string> {
  const server = await startServer((_req, res) => res.end());
  await server.stop();
  return server.url;
}
