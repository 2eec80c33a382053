import type { Outstanding } from './outstanding.ts';
import type { Broker, Clock, Delivery, Observer } from './ports.ts';
import { chunks, MAX_ACK_IDS } from './settle.ts';

/**
 * The lease asked for when a message is received and each time it is extended, in seconds: long enough that
 * a normal write never needs an extension, short enough that the messages of a killed subscriber come
 * again soon.
 */
export const LEASE_SECONDS = 60;

/** Three looks within the half lease that is left when an extension is due: two may fail. */
const LOOK_EVERY_MS = 10_000;

/**
 * Keeps the leases of everything held, for as long as it is held: in a warehouse outage messages wait here
 * instead of burning delivery attempts.
 * @returns stops it
 */
export function keepLeases(
  outstanding: Outstanding,
  { clock, broker, observer }: { clock: Clock; broker: Broker; observer: Observer },
): () => void {
  let cancel = (): void => {};

  const extend = async (deliveries: readonly Delivery[]): Promise<void> => {
    const held = deliveries.filter(({ settled }) => !settled);
    const ackIds = held.map(({ message }) => message.ackId);
    const leaseUntil = clock.now() + LEASE_SECONDS * 1_000;
    try {
      await broker.modifyAckDeadline(ackIds, LEASE_SECONDS);
      for (const delivery of held) delivery.leaseUntil = leaseUntil;
    } catch (error) {
      observer.failure('extend leases', error, LOOK_EVERY_MS);
    }
  };

  const look = (): void => {
    const dueBefore = clock.now() + (LEASE_SECONDS * 1_000) / 2;
    const due = [...outstanding].filter(({ leaseUntil }) => leaseUntil < dueBefore);
    for (const chunk of chunks(due, MAX_ACK_IDS)) void extend(chunk);
    cancel = clock.after(LOOK_EVERY_MS, look);
  };

  cancel = clock.after(LOOK_EVERY_MS, look);
  return () => cancel();
}
