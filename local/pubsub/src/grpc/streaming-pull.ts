import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { Broker } from '../broker/broker.ts';
import type { Delivery } from '../core/backlog.ts';
import { createHolder } from '../core/holder.ts';
import type { Subscription } from '../core/subscription.ts';
import { encodeReceivedMessages } from '../wire/received-messages.ts';
import { checkModifiedDeadline, MAX_ACK_DEADLINE_SECONDS, readAckIds } from './ack-checks.ts';
import type { StreamingPullRequest } from './messages.ts';
import { failedPrecondition, invalidArgument, type RpcError, toRpcError } from './status.ts';

const MIN_STREAM_DEADLINE_SECONDS = 10;

type Call = ServerDuplexStream<StreamingPullRequest, Buffer | object>;

/** StreamingPull: the first request opens the stream, later ones acknowledge, extend or keep it alive. */
export function streamingPull(broker: Broker, find: (name: string) => Subscription, call: Call): void {
  let open: OpenStream | undefined;
  const end = (error?: RpcError): void => {
    open?.close();
    if (error !== undefined) call.emit('error', error);
    else call.end();
  };
  call.on('data', (request: StreamingPullRequest) => {
    try {
      if (open === undefined) open = new OpenStream(broker, find(request.subscription), request, call);
      else if (request.subscription !== '')
        throw invalidArgument('subscription must be set in the first request only.');
      open.handle(request);
    } catch (thrown) {
      end(toRpcError(thrown));
    }
  });
  call.on('end', () => end());
  call.on('cancelled', () => open?.close());
  call.on('error', () => open?.close());
}

class OpenStream {
  readonly #broker: Broker;
  readonly #subscription: Subscription;
  readonly #call: Call;
  #leaseMs: number;
  #blocked = false;
  #closed = false;
  readonly holder;

  constructor(broker: Broker, subscription: Subscription, request: StreamingPullRequest, call: Call) {
    if (subscription.detached) throw failedPrecondition('The subscription is detached from its topic.');
    this.#broker = broker;
    this.#subscription = subscription;
    this.#call = call;
    this.#leaseMs = streamDeadline(request.streamAckDeadlineSeconds) * 1000;
    this.holder = createHolder(limit(request.maxOutstandingMessages), limit(request.maxOutstandingBytes));
    broker.dispatcher.attach(subscription, this);
    call.on('drain', () => {
      this.#blocked = false;
      broker.dispatcher.wake(subscription);
    });
  }

  leaseMs(): number {
    return this.#leaseMs;
  }

  /** False while the connection is behind: messages then stay with the server, unleased. */
  isReady(): boolean {
    return !this.#blocked && !this.#closed;
  }

  deliver(deliveries: readonly Delivery[]): void {
    if (this.#closed) return;
    const frame = encodeReceivedMessages(this.#broker.outgoing(this.#subscription, deliveries));
    this.#blocked = !this.#call.write(frame);
  }

  handle(request: StreamingPullRequest): void {
    const subscription = this.#subscription;
    if (request.streamAckDeadlineSeconds !== 0)
      this.#leaseMs = streamDeadline(request.streamAckDeadlineSeconds) * 1000;
    if (request.ackIds.length > 0)
      this.#broker.acknowledge(subscription, readAckIds(request.ackIds, subscription));
    const { modifyDeadlineAckIds: ids, modifyDeadlineSeconds: seconds } = request;
    if (ids.length !== seconds.length) {
      throw invalidArgument('modify_deadline_seconds and modify_deadline_ack_ids must have the same size.');
    }
    if (ids.length === 0) return;
    readAckIds(ids, subscription).forEach((id, i) => {
      this.#broker.modifyAckDeadline(subscription, [id], checkModifiedDeadline(seconds[i] as number));
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#broker.dispatcher.detach(this.#subscription, this);
  }
}

function streamDeadline(seconds: number): number {
  if (seconds >= MIN_STREAM_DEADLINE_SECONDS && seconds <= MAX_ACK_DEADLINE_SECONDS) return seconds;
  throw invalidArgument(
    `Invalid stream ack deadline given (stream_ack_deadline_seconds=${seconds}). It must be between ${MIN_STREAM_DEADLINE_SECONDS} and ${MAX_ACK_DEADLINE_SECONDS} seconds.`,
  );
}

/** 0 or less means no limit. */
function limit(value: StreamingPullRequest['maxOutstandingMessages']): number {
  const number = typeof value === 'number' ? value : value.toNumber();
  return number > 0 ? number : Number.POSITIVE_INFINITY;
}
