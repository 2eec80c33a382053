import type { Broker } from '../broker/broker.ts';
import type { Receiver } from '../broker/dispatcher.ts';
import { type AckId, parseAckId } from '../core/ack-id.ts';
import type { Delivery } from '../core/delivery.ts';
import { createHolder, type Holder } from '../core/holder.ts';
import { backoffMs } from '../core/retry-policy.ts';
import type { Subscription } from '../core/subscription.ts';
import { type PushRequest, pushRequest } from './envelope.ts';

/** Sends one request; resolves with the HTTP status, rejects where there is no answer. */
export type Post = (url: string, request: PushRequest, timeoutMs: number) => Promise<number>;

/** Answers that acknowledge: https://cloud.google.com/pubsub/docs/push#receive_push */
const ACKNOWLEDGES = new Set([102, 200, 201, 202, 204]);

/** Requests in flight: starts small, doubles while the endpoint answers, halves when it does not. */
const FIRST_WINDOW = 8;
const MAX_WINDOW = 1000;

/** Pause of a whole subscription after failures in a row: 100 ms to 60 s, as in Pub/Sub. */
const PAUSE = { minMs: 100, maxMs: 60_000 };

/** Pushes one subscription's messages to its endpoint. */
export class Pusher implements Receiver {
  readonly kind = 'push';
  readonly holder: Holder = createHolder(FIRST_WINDOW, Number.POSITIVE_INFINITY);
  readonly #broker: Broker;
  readonly #subscription: Subscription;
  readonly #post: Post;
  #failures = 0;
  #pausedUntilMs = 0;
  #stopped = false;

  constructor(broker: Broker, subscription: Subscription, post: Post) {
    this.#broker = broker;
    this.#subscription = subscription;
    this.#post = post;
    broker.dispatcher.attach(subscription, this);
  }

  leaseMs(): number {
    return this.#subscription.ackDeadlineMs;
  }

  isReady(): boolean {
    return !this.#stopped && this.#broker.clock.now() >= this.#pausedUntilMs;
  }

  deliver(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) void this.#push(delivery);
  }

  /** Called often: goes on when a pause is over. */
  tick(): void {
    if (this.#pausedUntilMs === 0 || !this.isReady()) return;
    this.#pausedUntilMs = 0;
    this.#broker.dispatcher.wake(this.#subscription);
  }

  end(): void {
    this.#stopped = true;
    this.#broker.dispatcher.detach(this.#subscription, this);
  }

  async #push({ seq, ackId, attempt }: Delivery): Promise<void> {
    const id = parseAckId(ackId);
    const request = this.#request(seq, attempt);
    if (id === undefined || request === undefined) return;
    const endpoint = this.#subscription.settings.pushConfig?.pushEndpoint ?? '';
    let isAcknowledged = false;
    try {
      isAcknowledged = ACKNOWLEDGES.has(await this.#post(endpoint, request, this.leaseMs()));
    } catch {
      // No answer is a failure like any other: the message is given back.
    }
    this.#settle(id, isAcknowledged);
  }

  #request(seq: number, attempt: number): PushRequest | undefined {
    const { topic, settings, name } = this.#subscription;
    const body = this.#broker.body(topic, seq);
    if (body === undefined) return undefined;
    const message = {
      body,
      messageId: topic.messageId(seq),
      publishMs: topic.log.publishMs(seq),
      orderingKey: topic.log.orderingKey(seq),
      subscription: name,
      attempt: settings.deadLetterPolicy === undefined ? 0 : attempt,
    };
    return pushRequest(message, settings.pushConfig ?? {});
  }

  #settle(id: AckId, isAcknowledged: boolean): void {
    if (isAcknowledged) {
      this.#failures = 0;
      this.holder.maxMessages = Math.min(MAX_WINDOW, this.holder.maxMessages * 2);
      this.#broker.acknowledge(this.#subscription, [id]);
      return;
    }
    this.#failures++;
    this.holder.maxMessages = Math.max(1, Math.floor(this.holder.maxMessages / 2));
    // With a retry policy each message waits on its own; without, the endpoint gets a rest.
    if (this.#subscription.settings.retryPolicy === undefined) {
      this.#pausedUntilMs = this.#broker.clock.now() + backoffMs(PAUSE, this.#failures);
    }
    this.#broker.modifyAckDeadline(this.#subscription, [id], 0);
  }
}
