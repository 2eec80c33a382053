import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import {
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type sendUnaryData,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { intercept, rpcRefusal } from '../faults.ts';
import type { AppendRequest, AppendResponse, Storage } from './append.ts';
import { serveAppendRows } from './append-rows.ts';
import { RpcError } from './errors.ts';
import { bigQueryWrite } from './protos.ts';
import { type Unary, unaryCalls } from './unary.ts';

/** Largest request: BigQuery's 10 MB of rows, with room for the schema. */
const MAX_MESSAGE_BYTES = 20 * 1024 * 1024;
/** How long open connections may finish; writers keep theirs open for good. */
const GRACE_MS = 500;

export interface StorageServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves the Storage Write API. @throws when the port is taken */
export async function startStorageServer(
  storage: Storage,
  host: string,
  port: number,
): Promise<StorageServer> {
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  });
  // Our own listener, so that a connection can be cut as a network would.
  const sockets = new Map<string, Socket>();
  const calls: UntypedServiceImplementation = {
    AppendRows: (call: ServerDuplexStream<AppendRequest, AppendResponse>) =>
      serveAppendRows(storage, () => sockets.get(call.getPeer())?.destroy(), call),
  };
  for (const [method, handle] of Object.entries(unaryCalls(storage)))
    calls[method] = unary(storage, method, handle);
  server.addService(bigQueryWrite(), calls);

  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const listener = createServer((socket) => {
    const peer = `${socket.remoteAddress}:${socket.remotePort}`;
    sockets.set(peer, socket);
    socket.once('close', () => sockets.delete(peer));
    socket.on('error', () => {});
    socket.setNoDelay(true);
    injector.injectConnection(socket);
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(port, host, resolve);
  });
  return {
    port: (listener.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise<void>((resolve) => listener.close(() => resolve()));
      injector.drain(GRACE_MS);
      await Promise.race([closed, delay(GRACE_MS, undefined, { ref: false })]);
      for (const socket of sockets.values()) socket.destroy();
      server.forceShutdown();
      await closed;
    },
  };
}

function unary({ faults }: Storage, method: string, handle: Unary) {
  return (call: ServerUnaryCall<Record<string, unknown>, object>, callback: sendUnaryData<object>): void => {
    const answer = async (): Promise<object> => {
      const plan = await intercept(faults, method);
      const refusal = rpcRefusal(plan);
      if (refusal) throw refusal;
      return handle(call.request);
    };
    answer().then(
      (body) => callback(null, body),
      (thrown: unknown) =>
        callback(
          thrown instanceof RpcError ? thrown : { code: status.INTERNAL, details: (thrown as Error).message },
        ),
    );
  };
}
