import { createServer, type Socket, type Server as TcpServer } from 'node:net';
import { Server, ServerCredentials } from '@grpc/grpc-js';

/** Largest request taken apart: above Pub/Sub's own 10 MB, so that its limit gets its own error. */
const MAX_REQUEST_BYTES = 20 * 1024 * 1024;

/** HTTP/2 window of a connection: the default 64 KB lets a publisher wait for every few hundred messages. */
const FLOW_CONTROL_BYTES = 4 * 1024 * 1024;

export interface Transport {
  readonly server: Server;
  /** @returns the port in use */
  listen(port: number, host: string): Promise<number>;
  /** Cuts the connection of a peer (`address:port`) without a goodbye. */
  cut(peer: string): void;
  /** Stops taking connections and lets calls in flight end, for at most `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/**
 * A gRPC server on a TCP listener of our own, so that a connection can be cut under a call as a network
 * would do it.
 */
export function createTransport(): Transport {
  const server = new Server({
    'grpc.max_receive_message_length': MAX_REQUEST_BYTES,
    'grpc.max_send_message_length': -1,
    'grpc-node.flow_control_window': FLOW_CONTROL_BYTES,
  });
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const sockets = new Map<string, Socket>();
  const tcp: TcpServer = createServer((socket) => {
    const peer = `${socket.remoteAddress}:${socket.remotePort}`;
    sockets.set(peer, socket);
    socket.setNoDelay(true);
    socket.once('close', () => sockets.delete(peer));
    injector.injectConnection(socket);
  });
  return {
    server,
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        tcp.once('error', reject);
        tcp.listen(port, host, () => {
          tcp.off('error', reject);
          const address = tcp.address();
          resolve(typeof address === 'object' && address !== null ? address.port : port);
        });
      }),
    cut: (peer) => sockets.get(peer)?.resetAndDestroy(),
    close: (graceMs) =>
      new Promise((resolve) => {
        tcp.close(() => resolve());
        injector.drain(graceMs);
        const timer = setTimeout(() => {
          server.forceShutdown();
          for (const socket of sockets.values()) socket.destroy();
        }, graceMs);
        tcp.once('close', () => clearTimeout(timer));
      }),
  };
}
