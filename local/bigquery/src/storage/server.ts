import {
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import type { Engine } from '../engine/engine.ts';
import { type AppendRequest, type AppendResponse, serveAppendRows, tableOf } from './append.ts';
import { RpcError } from './errors.ts';
import { parseStream } from './names.ts';
import { bigQueryWrite } from './protos.ts';
import { toTableSchema } from './table-schema.ts';

/** Largest request: BigQuery's 10 MB of rows, with room for the schema. */
const MAX_MESSAGE_BYTES = 20 * 1024 * 1024;

type Unary = (request: Record<string, unknown>) => Promise<object> | object;

export interface StorageServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves the Storage Write API. @throws when the port is taken */
export async function startStorageServer(engine: Engine, host: string, port: number): Promise<StorageServer> {
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  });
  const getWriteStream: Unary = (request) => {
    const name = parseStream(String(request.name ?? ''));
    if (!name) throw new RpcError(status.INVALID_ARGUMENT, `Invalid stream name: ${String(request.name)}`);
    const table = tableOf(engine, name);
    return {
      name: request.name,
      type: 'COMMITTED',
      location: 'us',
      tableSchema: toTableSchema(table.fields),
    };
  };
  server.addService(bigQueryWrite(), {
    AppendRows: (call: ServerDuplexStream<AppendRequest, AppendResponse>) => serveAppendRows(engine, call),
    GetWriteStream: unary(getWriteStream),
  });
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, actual) =>
      error ? reject(error) : resolve(actual),
    );
  });
  return {
    port: bound,
    close: () =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          server.forceShutdown();
          resolve();
        }, GRACE_MS);
        server.tryShutdown(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}

/** How long open connections may finish; writers keep theirs open for good. */
const GRACE_MS = 500;

function unary(handle: Unary) {
  return (call: ServerUnaryCall<Record<string, unknown>, object>, callback: sendUnaryData<object>): void => {
    Promise.resolve()
      .then(() => handle(call.request))
      .then(
        (answer) => callback(null, answer),
        (thrown: unknown) =>
          callback(
            thrown instanceof RpcError
              ? thrown
              : { code: status.INTERNAL, details: (thrown as Error).message },
          ),
      );
  };
}
