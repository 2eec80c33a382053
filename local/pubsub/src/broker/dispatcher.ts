import type { Delivery } from '../core/delivery.ts';
import { type Holder, hasRoom } from '../core/holder.ts';
import type { Subscription } from '../core/subscription.ts';

/** Messages handed over at once: large enough to spread the cost of a write, small enough to share fairly. */
const BATCH_MESSAGES = 500;

/** Bytes handed over at once: a client that limits what it receives takes 4 MB. */
const BATCH_BYTES = 1_000_000;

/** Rounds of a pump before other work gets its turn. */
const ROUNDS = 4;

/** Someone to deliver to. */
export interface Receiver {
  readonly kind: 'stream' | 'pull' | 'push';
  readonly holder: Holder;
  /** How long a delivery is leased, in ms. */
  leaseMs(): number;
  /** False while it cannot take more, e.g. because its connection is slow. */
  isReady(): boolean;
  deliver(deliveries: readonly Delivery[]): void;
  /** The subscription is served no more. */
  end(reason: Error): void;
}

export interface DispatcherPorts {
  now(): number;
  /** Called with what was leased, before it is delivered. */
  onLeased(
    subscription: Subscription,
    deliveries: readonly Delivery[],
    deadlineMs: number,
  ): Promise<void> | undefined;
  /** Runs the callback soon, after other events had their turn. */
  defer(run: () => void): void;
}

/** Hands each subscription's messages to its receivers, in turn, as fast as they have room. */
export class Dispatcher {
  readonly #ports: DispatcherPorts;
  readonly #receivers = new Map<Subscription, Receiver[]>();
  readonly #scheduled = new Set<Subscription>();

  constructor(ports: DispatcherPorts) {
    this.#ports = ports;
  }

  attach(subscription: Subscription, receiver: Receiver): void {
    const receivers = this.#receivers.get(subscription);
    if (receivers === undefined) this.#receivers.set(subscription, [receiver]);
    else receivers.push(receiver);
    this.wake(subscription);
  }

  detach(subscription: Subscription, receiver: Receiver): void {
    const rest = (this.#receivers.get(subscription) ?? []).filter((other) => other !== receiver);
    if (rest.length === 0) this.#receivers.delete(subscription);
    else this.#receivers.set(subscription, rest);
  }

  /** StreamingPulls that are open on the subscription. */
  openStreams(subscription: Subscription): number {
    return (this.#receivers.get(subscription) ?? []).filter(({ kind }) => kind === 'stream').length;
  }

  /** Everyone who receives from the subscription of this name. */
  receiverCount(name: string): number {
    for (const [subscription, receivers] of this.#receivers)
      if (subscription.name === name) return receivers.length;
    return 0;
  }

  /** Ends every pull and stream of a subscription that is deleted or detached. */
  end(subscription: Subscription, reason: Error): void {
    for (const receiver of this.#receivers.get(subscription) ?? []) receiver.end(reason);
    this.#receivers.delete(subscription);
  }

  /** Something changed: messages came, or a receiver has room again. */
  wake(subscription: Subscription): void {
    if (this.#scheduled.has(subscription) || !this.#receivers.has(subscription)) return;
    this.#scheduled.add(subscription);
    this.#ports.defer(() => {
      this.#scheduled.delete(subscription);
      this.#pump(subscription);
    });
  }

  #pump(subscription: Subscription): void {
    if (subscription.detached) return;
    for (let round = 0; round < ROUNDS; round++) {
      let progress = false;
      // Snapshot: a delivery may attach or detach receivers.
      for (const receiver of [...(this.#receivers.get(subscription) ?? [])]) {
        if (!subscription.backlog.hasWork()) return;
        if (!hasRoom(receiver.holder, 0) || !receiver.isReady()) continue;
        progress = this.#give(subscription, receiver) || progress;
      }
      if (!progress) return;
      this.#rotate(subscription);
    }
    this.wake(subscription);
  }

  #give(subscription: Subscription, receiver: Receiver): boolean {
    const deadlineMs = this.#ports.now() + receiver.leaseMs();
    const deliveries = subscription.backlog.take(receiver.holder, deadlineMs, BATCH_MESSAGES, BATCH_BYTES);
    if (deliveries.length === 0) return false;
    const logged = this.#ports.onLeased(subscription, deliveries, deadlineMs);
    if (logged === undefined) receiver.deliver(deliveries);
    else void logged.then(() => receiver.deliver(deliveries));
    return true;
  }

  /** The first becomes the last, so that no receiver is always served first. */
  #rotate(subscription: Subscription): void {
    const receivers = this.#receivers.get(subscription);
    if (receivers === undefined || receivers.length < 2) return;
    this.#receivers.set(subscription, [...receivers.slice(1), receivers[0] as Receiver]);
  }
}
