import type { FaultInjector } from '@flightdeck/local-faults';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { Broker, Settled } from '../broker/broker.ts';
import type { Receiver } from '../broker/dispatcher.ts';
import { type AckId, formatAckId } from '../core/ack-id.ts';
import type { Delivery } from '../core/delivery.ts';
import { createHolder, type Holder } from '../core/holder.ts';
import type { Subscription } from '../core/subscription.ts';
import { disturb } from '../faults/delivery-faults.ts';
import type { Interceptor } from '../faults/interceptor.ts';
import { encodeReceivedMessages } from '../wire/received-messages.ts';
import { checkModifiedDeadline, leaseMs, readAckIds, streamDeadlineMs } from './ack-checks.ts';
import type { Int64, StreamingPullRequest } from './messages.ts';
import { failedPrecondition, invalidArgument, toRpcError } from './status.ts';

export type StreamingPullCall = ServerDuplexStream<StreamingPullRequest, Buffer | object>;

export interface StreamPorts {
  readonly broker: Broker;
  readonly interceptor: Interceptor;
  readonly faults: FaultInjector;
}

const METHOD = 'StreamingPull';

/** One open StreamingPull. */
export class OpenStream implements Receiver {
  readonly kind = 'stream';
  readonly holder: Holder;
  readonly #ports: StreamPorts;
  readonly #subscription: Subscription;
  readonly #call: StreamingPullCall;
  #deadlineMs: number;
  /** The connection is behind, or a fault holds the stream back. */
  #blocked = false;
  #closed = false;
  #delayMs = 0;
  /** What the client was last told; nothing promised until then. */
  #properties = 'false false';
  readonly #answersKeepAlives: boolean;

  constructor(
    ports: StreamPorts,
    subscription: Subscription,
    request: StreamingPullRequest,
    call: StreamingPullCall,
  ) {
    if (subscription.detached) throw failedPrecondition('The subscription is detached from its topic.');
    this.#ports = ports;
    this.#subscription = subscription;
    this.#call = call;
    this.#deadlineMs = streamDeadlineMs(request.streamAckDeadlineSeconds);
    this.holder = createHolder(limit(request.maxOutstandingMessages), limit(request.maxOutstandingBytes));
    this.#answersKeepAlives = toNumber(request.protocolVersion) >= 1;
    this.#tellProperties();
    ports.broker.dispatcher.attach(subscription, this);
    call.on('drain', () => this.#unblock());
  }

  leaseMs(): number {
    return leaseMs(this.#subscription, this.#deadlineMs);
  }

  /** False while the connection is behind: messages then stay with the server, unleased. */
  isReady(): boolean {
    if (this.#blocked || this.#closed) return false;
    try {
      this.#delayMs = this.#ports.interceptor.useStream(METHOD, this.#call);
      return true;
    } catch (thrown) {
      this.end(toRpcError(thrown));
      return false;
    }
  }

  deliver(deliveries: readonly Delivery[]): void {
    if (this.#closed) return;
    const { broker, faults } = this.#ports;
    this.#tellProperties();
    const messages = disturb(faults, METHOD, broker.outgoing(this.#subscription, deliveries));
    const frame = encodeReceivedMessages(messages);
    const delayMs = this.#delayMs + faults.streamDelayMs(METHOD);
    if (delayMs === 0) {
      this.#blocked = !this.#call.write(frame);
      return;
    }
    this.#blocked = true;
    setTimeout(() => {
      if (this.#closed) return;
      if (this.#call.write(frame)) this.#unblock();
    }, delayMs);
  }

  /** Any request but the first. */
  continue(request: StreamingPullRequest): void {
    for (const field of ['subscription', 'clientId'] as const) {
      if (request[field] !== '') throw invalidArgument(`${field} can be set in the first request only.`);
    }
    for (const field of ['maxOutstandingMessages', 'maxOutstandingBytes', 'protocolVersion'] as const) {
      if (toNumber(request[field]) !== 0)
        throw invalidArgument(`${field} can be set in the first request only.`);
    }
    this.handle(request);
    // Clients of this protocol version take a stream for dead that does not answer their keep-alives.
    if (this.#answersKeepAlives && isKeepAlive(request)) this.#call.write({});
  }

  handle(request: StreamingPullRequest): void {
    if (request.streamAckDeadlineSeconds !== 0) {
      this.#deadlineMs = streamDeadlineMs(request.streamAckDeadlineSeconds);
    }
    if (request.ackIds.length > 0) this.#acknowledge(request.ackIds);
    const { modifyDeadlineAckIds: texts, modifyDeadlineSeconds: seconds } = request;
    if (texts.length !== seconds.length) {
      throw invalidArgument('modify_deadline_seconds and modify_deadline_ack_ids must have the same size.');
    }
    if (texts.length > 0) this.#modify(texts, seconds);
  }

  end(reason: Error): void {
    if (this.#closed) return;
    this.close();
    this.#call.emit('error', toRpcError(reason));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#ports.broker.dispatcher.detach(this.#subscription, this);
  }

  #acknowledge(texts: readonly string[]): void {
    const ids = readAckIds(texts, this.#subscription);
    const settled = this.#ports.broker.acknowledge(this.#subscription, ids);
    this.#confirm('acknowledgeConfirmation', settled);
  }

  #modify(texts: readonly string[], seconds: readonly number[]): void {
    const done: AckId[] = [];
    const stale: AckId[] = [];
    readAckIds(texts, this.#subscription).forEach((id, i) => {
      const deadline = checkModifiedDeadline(seconds[i] as number);
      const settled = this.#ports.broker.modifyAckDeadline(this.#subscription, [id], deadline);
      done.push(...settled.done);
      stale.push(...settled.stale);
    });
    this.#confirm('modifyAckDeadlineConfirmation', { done, stale });
  }

  /** With exactly-once delivery the client is told, once it is durable, what became of its ack ids. */
  #confirm(
    field: 'acknowledgeConfirmation' | 'modifyAckDeadlineConfirmation',
    { done, stale }: Settled,
  ): void {
    if (!this.#subscription.backlog.policy.exactlyOnce) return;
    const texts = (ids: readonly AckId[]): string[] =>
      ids.map(({ subscription, seq, version }) => formatAckId(subscription, seq, version));
    const send = (confirmation: object): void => {
      if (!this.#closed) this.#call.write({ [field]: confirmation });
    };
    this.#ports.broker.journal.written().then(
      () => send({ ackIds: texts(done), invalidAckIds: texts(stale) }),
      () => send({ temporaryFailedAckIds: texts(done), invalidAckIds: texts(stale) }),
    );
  }

  /** The client learns at the start, and after a change, what the subscription promises. */
  #tellProperties(): void {
    const { exactlyOnce, ordered } = this.#subscription.backlog.policy;
    const properties = `${exactlyOnce} ${ordered}`;
    if (properties === this.#properties) return;
    this.#properties = properties;
    this.#call.write({
      subscriptionProperties: { exactlyOnceDeliveryEnabled: exactlyOnce, messageOrderingEnabled: ordered },
    });
  }

  #unblock(): void {
    this.#blocked = false;
    this.#ports.broker.dispatcher.wake(this.#subscription);
  }
}

const toNumber = (value: Int64): number => (typeof value === 'number' ? value : value.toNumber());

/** 0 or less means no limit. */
const limit = (value: Int64): number => (toNumber(value) > 0 ? toNumber(value) : Number.POSITIVE_INFINITY);

const isKeepAlive = (request: StreamingPullRequest): boolean =>
  request.ackIds.length === 0 &&
  request.modifyDeadlineAckIds.length === 0 &&
  request.streamAckDeadlineSeconds === 0;
