import type { FaultInjector } from '@flightdeck/local-faults';
import type { Broker } from '../broker/broker.ts';
import type { Receiver } from '../broker/dispatcher.ts';
import { createHolder } from '../core/holder.ts';
import type { Subscription } from '../core/subscription.ts';
import { disturb } from '../faults/delivery-faults.ts';
import { encodeReceivedMessages } from '../wire/received-messages.ts';
import { leaseMs } from './ack-checks.ts';
import type { PullRequest } from './messages.ts';
import type { CallContext } from './rpc.ts';
import { failedPrecondition, invalidArgument } from './status.ts';

/** How long a pull waits for a first message; shorter than the clients' own deadline of 60 s. */
const WAIT_MS = 20_000;

/** Answers before the caller's deadline by this much, so that messages are not leased into the void. */
const DEADLINE_MARGIN_MS = 200;

/** Most messages of one answer, in messages and bytes, as in Pub/Sub. */
const MAX_MESSAGES = 1000;
const MAX_BYTES = 10_000_000;

/** Pull: waits for at least one message unless asked to return at once. */
export function pull(
  { broker, faults }: { readonly broker: Broker; readonly faults: FaultInjector },
  subscription: Subscription,
  request: PullRequest,
  { signal, deadlineMs }: CallContext,
): Promise<Buffer> {
  const asked = request.maxMessages ?? 0;
  if (asked <= 0) throw invalidArgument(`The value for max_messages must be greater than 0, got ${asked}.`);
  if (subscription.detached) throw failedPrecondition('The subscription is detached from its topic.');
  return new Promise((resolve, reject) => {
    let isOpen = true;
    const finish = (settle: () => void): void => {
      if (!isOpen) return;
      isOpen = false;
      broker.dispatcher.detach(subscription, receiver);
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      settle();
    };
    const giveUp = (): void => finish(() => resolve(Buffer.alloc(0)));
    const receiver: Receiver = {
      kind: 'pull',
      holder: createHolder(Math.min(asked, MAX_MESSAGES), MAX_BYTES),
      leaseMs: () => leaseMs(subscription, subscription.ackDeadlineMs),
      isReady: () => isOpen,
      deliver: (deliveries) =>
        finish(() => {
          const messages = disturb(faults, 'Pull', broker.outgoing(subscription, deliveries));
          resolve(encodeReceivedMessages(messages));
        }),
      end: (reason) => finish(() => reject(reason)),
    };
    const timer = setTimeout(giveUp, request.returnImmediately === true ? 0 : waitMs(deadlineMs));
    signal.addEventListener('abort', giveUp);
    broker.dispatcher.attach(subscription, receiver);
  });
}

const waitMs = (deadlineMs: number): number =>
  Math.max(0, Math.min(WAIT_MS, deadlineMs - Date.now() - DEADLINE_MARGIN_MS));
