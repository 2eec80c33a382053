import { type ServerDuplexStream, type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import type { Interceptor } from '../faults/interceptor.ts';
import { methodsOf } from './proto.ts';
import { toRpcError } from './status.ts';
import type { Transport } from './transport.ts';

export interface CallContext {
  /** Aborts when the caller has gone or its deadline has passed. */
  readonly signal: AbortSignal;
  /** When the caller gives up, in ms since the epoch; Infinity for never. */
  readonly deadlineMs: number;
}

// biome-ignore lint/suspicious/noExplicitAny: each handler names the request type that its method decodes to
export type UnaryHandler = (request: any, context: CallContext) => object | Promise<object>;
// biome-ignore lint/suspicious/noExplicitAny: see above
export type StreamHandler = (call: ServerDuplexStream<any, any>) => void;

/** Called with the outcome of each call: its request and the name of the gRPC status. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Observe = (method: string, request: any, code: string) => void;

export interface ServiceHandlers {
  readonly service: string;
  readonly unary: Readonly<Record<string, UnaryHandler>>;
  readonly streams?: Readonly<Record<string, StreamHandler>>;
  readonly observe?: Observe;
}

/** Registers a service; its methods without a handler answer UNIMPLEMENTED. */
export function serve(transport: Transport, handlers: ServiceHandlers, interceptor: Interceptor): void {
  for (const { path, name, responseSerialize, requestDeserialize } of methodsOf(handlers.service)) {
    const unary = handlers.unary[name];
    const stream = handlers.streams?.[name];
    if (unary !== undefined) {
      const handle = unaryCall(name, unary, interceptor, handlers.observe);
      transport.server.register(path, handle, responseSerialize, requestDeserialize, 'unary');
    } else if (stream !== undefined) {
      const handle = streamCall(name, stream, interceptor);
      transport.server.register(path, handle, responseSerialize, requestDeserialize, 'bidi');
    }
  }
}

function unaryCall(name: string, handler: UnaryHandler, interceptor: Interceptor, observe?: Observe) {
  return (call: ServerUnaryCall<unknown, unknown>, callback: sendUnaryData<unknown>): void => {
    const abort = new AbortController();
    call.on('cancelled', () => abort.abort());
    const deadline = call.getDeadline();
    const deadlineMs = deadline instanceof Date ? deadline.getTime() : deadline;
    const context = { signal: abort.signal, deadlineMs };
    interceptor
      .unary(name, call.getPeer(), async () => handler(call.request, context))
      .then(
        (response) => {
          observe?.(name, call.request, 'OK');
          callback(null, response);
        },
        (thrown: unknown) => {
          const { code, details, metadata } = toRpcError(thrown);
          observe?.(name, call.request, status[code]);
          callback({ code, details, metadata });
        },
      );
  };
}

function streamCall(name: string, handler: StreamHandler, interceptor: Interceptor) {
  return (call: ServerDuplexStream<unknown, unknown>): void => {
    interceptor.openStream(name, call).then(
      () => handler(call),
      (thrown: unknown) => void call.emit('error', toRpcError(thrown)),
    );
  };
}
