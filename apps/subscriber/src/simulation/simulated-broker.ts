import type { SeededRandom } from '@flightdeck/random';
import type { Broker, Clock, DeadLetter, Message } from '../ports.ts';
import type { OpenPullStream } from '../receive.ts';
import { type Network, SimulatedError } from './faults.ts';
import type { SimulatedMessage } from './messages.ts';

interface Held {
  readonly message: SimulatedMessage;
  readonly publishedAt: number;
  leaseUntil: number;
  /** Every id it was ever delivered with: an ack of any of them counts. */
  readonly ackIds: Set<string>;
  attempts: number;
}

export interface SimulatedBrokerOptions {
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly network: Network;
  readonly messages: readonly SimulatedMessage[];
  readonly maxOutstanding: number;
  /** Called with what is about to be acknowledged; throws when it must not be. */
  readonly onAcknowledge: (message: SimulatedMessage) => void;
  /** How likely a stream breaks at each look, while faults last. */
  readonly streamBreaks: () => number;
}

const LEASE_MS = 60_000;
const MOST_PER_RESPONSE = 20;
/** Messages keep coming while faults happen. */
const PUBLISHED_WITHIN_MS = 60_000;
/** A message the subscriber keeps nacking is moved to the dead-letter topic by the subscription's policy. */
const MAX_DELIVERY_ATTEMPTS = 5;
/** Pub/Sub may deliver again what is leased: at least once is all it promises. */
const SPURIOUS_REDELIVERY = 0.02;

/** A Pub/Sub subscription with leases, redelivery, flow control and a dead-letter policy. */
export function createSimulatedBroker(options: SimulatedBrokerOptions) {
  const { clock, random, network } = options;
  const unsettled = new Map<string, Held>();
  const byAckId = new Map<string, Held>();
  const deadLettered = new Set<string>();
  const unpublishable = new Set<string>();
  let deliveries = 0;
  let nacks = 0;
  for (const message of options.messages) {
    const publishedAt = random.whole(0, PUBLISHED_WITHIN_MS);
    unsettled.set(message.messageId, { message, publishedAt, leaseUntil: 0, ackIds: new Set(), attempts: 0 });
    if (message.unpublishable) unpublishable.add(message.messageId);
  }

  const deliver = (held: Held, until: number): Message => {
    deliveries += 1;
    const ackId = `ack-${deliveries}`;
    held.leaseUntil = until;
    held.ackIds.add(ackId);
    held.attempts += 1;
    byAckId.set(ackId, held);
    const { messageId, data, attributes } = held.message;
    return { ackId, messageId, data, attributes, publishedAtMicros: 0, receivedAt: clock.now() };
  };

  /** What Pub/Sub would send in one response now. */
  const nextResponse = (room: number): Message[] => {
    const response: Message[] = [];
    for (const held of unsettled.values()) {
      if (response.length >= Math.min(room, MOST_PER_RESPONSE)) break;
      if (held.publishedAt > clock.now()) continue;
      const leased = held.leaseUntil > clock.now();
      if (leased && random.next() >= SPURIOUS_REDELIVERY) continue;
      if (held.message.unpublishable && held.attempts >= MAX_DELIVERY_ATTEMPTS) {
        unsettled.delete(held.message.messageId);
        deadLettered.add(held.message.messageId);
        continue;
      }
      response.push(deliver(held, clock.now() + LEASE_MS));
    }
    return response;
  };

  const outstanding = (): number => {
    let count = 0;
    for (const { leaseUntil } of unsettled.values()) if (leaseUntil > clock.now()) count += 1;
    return count;
  };

  const openStream: OpenPullStream = ({ onMessages, onEnd }) => {
    let open = true;
    let paused = false;
    let cancel = (): void => {};
    const look = (): void => {
      if (!open) return;
      if (random.next() < options.streamBreaks()) {
        open = false;
        onEnd(new SimulatedError('stream: unavailable'));
        return;
      }
      const room = options.maxOutstanding - outstanding();
      const response = paused || room <= 0 ? [] : nextResponse(room);
      if (response.length > 0) onMessages(response);
      cancel = clock.after(response.length > 0 ? random.whole(1, 50) : 1_000, look);
    };
    cancel = clock.after(random.whole(1, 50), look);
    return {
      pause: () => {
        paused = true;
      },
      resume: () => {
        paused = false;
      },
      close: () => {
        open = false;
        cancel();
      },
    };
  };

  const broker: Broker = {
    acknowledge: (ackIds) =>
      network.call('acknowledge', () => {
        for (const ackId of ackIds) {
          const held = byAckId.get(ackId);
          if (held === undefined) throw new SimulatedError(`no such ack id: ${ackId}`, true);
          options.onAcknowledge(held.message);
          unsettled.delete(held.message.messageId);
        }
      }),
    modifyAckDeadline: (ackIds, seconds) =>
      network.call(seconds === 0 ? 'nack' : 'extend', () => {
        if (seconds === 0) nacks += ackIds.length;
        for (const ackId of ackIds) {
          const held = byAckId.get(ackId);
          if (held !== undefined) held.leaseUntil = clock.now() + seconds * 1_000;
        }
      }),
    publishDeadLetters: (letters: readonly DeadLetter[]) =>
      network.call('publish dead letters', () => {
        if (letters.some(({ message }) => unpublishable.has(message.messageId))) {
          throw new SimulatedError('publish: too many attributes', true);
        }
        for (const { message } of letters) deadLettered.add(message.messageId);
      }),
  };

  return {
    broker,
    openStream,
    unsettled,
    deadLettered,
    get nacks() {
      return nacks;
    },
  };
}

export type SimulatedBroker = ReturnType<typeof createSimulatedBroker>;
