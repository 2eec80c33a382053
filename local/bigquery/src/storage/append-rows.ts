import { setTimeout as delay } from 'node:timers/promises';
import { type ServerDuplexStream, status } from '@grpc/grpc-js';
import { intercept, rpcRefusal } from '../faults.ts';
import { type AppendRequest, type AppendResponse, createConnection, type Storage } from './append.ts';
import { RpcError } from './errors.ts';

/** Appends of one connection that may be under way at once; more are left in the socket. */
const MAX_IN_FLIGHT = 16;

/** Says that the connection is to be cut without a word. */
const CUT = Symbol('cut');

/** Serves one bidirectional stream: answers in the order of the requests. */
export function serveAppendRows(
  storage: Storage,
  cut: () => void,
  call: ServerDuplexStream<AppendRequest, AppendResponse>,
): void {
  const { faults } = storage;
  const connection = createConnection(storage);
  let inFlight = 0;
  let last: Promise<unknown> = Promise.resolve();
  let over = false;

  const fail = (thrown: unknown): void => {
    if (over) return;
    over = true;
    if (thrown === CUT) cut();
    else call.emit('error', toRpcError(thrown));
  };
  const answerTo = async (request: AppendRequest): Promise<AppendResponse> => {
    // Before anything is awaited: a connection's requests build on each other.
    const store = connection.accept(request);
    const plan = await intercept(faults, 'AppendRows');
    const refusal = rpcRefusal(plan);
    if (refusal) throw refusal;
    if (plan.reset) throw CUT;
    const response = await store();
    if (plan.loseResponse) throw CUT;
    const held = faults.streamDelayMs('AppendRows');
    if (held > 0) await delay(held);
    return response;
  };
  const answer = async (before: Promise<unknown>, response: Promise<AppendResponse>): Promise<void> => {
    try {
      await before;
      const message = await response;
      if (!over) call.write(message);
    } catch (thrown) {
      fail(thrown);
    } finally {
      if (--inFlight < MAX_IN_FLIGHT) call.resume();
    }
  };

  call.on('data', (request: AppendRequest) => {
    if (over) return;
    if (++inFlight >= MAX_IN_FLIGHT) call.pause();
    const response = answerTo(request);
    // Looked at in its turn; without this a rejection ahead of it would count as unhandled.
    response.catch(() => {});
    last = answer(last, response);
  });
  call.on('end', () => void last.then(() => over || call.end()));
  call.on('error', () => {
    over = true;
  });
  call.on('cancelled', () => {
    over = true;
  });
}

function toRpcError(thrown: unknown): RpcError {
  if (thrown instanceof RpcError) return thrown;
  return new RpcError(status.INTERNAL, `Internal error: ${(thrown as Error).message}`, undefined, {
    cause: thrown,
  });
}
