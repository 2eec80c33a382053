import type { ServerDuplexStream, ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
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

export interface ServiceHandlers {
  readonly service: string;
  readonly unary: Readonly<Record<string, UnaryHandler>>;
  readonly streams?: Readonly<Record<string, StreamHandler>>;
}

/**
 * Every call passes here with its method's name (`Publish`, `StreamingPull` …): the one place where calls
 * can be delayed, refused or cut.
 */
export interface Interceptor {
  unary(method: string, peer: string, run: () => Promise<object>): Promise<object>;
  /** @returns false when the call was ended instead of being served */
  stream(method: string, call: ServerDuplexStream<unknown, unknown>): boolean;
}

/** Registers a service; its methods without a handler answer UNIMPLEMENTED. */
export function serve(transport: Transport, handlers: ServiceHandlers, interceptor: Interceptor): void {
  for (const method of methodsOf(handlers.service)) {
    const { path, name, responseSerialize, requestDeserialize } = method;
    const unary = handlers.unary[name];
    const stream = handlers.streams?.[name];
    if (unary !== undefined) {
      const handle = unaryCall(name, unary, interceptor);
      transport.server.register(path, handle, responseSerialize, requestDeserialize, 'unary');
    } else if (stream !== undefined) {
      const handle = (call: ServerDuplexStream<unknown, unknown>): void => {
        if (interceptor.stream(name, call)) stream(call);
      };
      transport.server.register(path, handle, responseSerialize, requestDeserialize, 'bidi');
    }
  }
}

function unaryCall(name: string, handler: UnaryHandler, interceptor: Interceptor) {
  return (call: ServerUnaryCall<unknown, unknown>, callback: sendUnaryData<unknown>): void => {
    const abort = new AbortController();
    call.on('cancelled', () => abort.abort());
    const deadline = call.getDeadline();
    const context = {
      signal: abort.signal,
      deadlineMs: deadline instanceof Date ? deadline.getTime() : deadline,
    };
    interceptor
      .unary(name, call.getPeer(), async () => handler(call.request, context))
      .then(
        (response) => callback(null, response),
        (thrown: unknown) => {
          const { code, details, metadata } = toRpcError(thrown);
          callback({ code, details, metadata });
        },
      );
  };
}

/** Lets every call through. */
export const passThrough: Interceptor = {
  unary: (_method, _peer, run) => run(),
  stream: () => true,
};
