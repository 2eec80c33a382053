import { backoffMs } from '@flightdeck/service';
import { sleep } from './clock.ts';
import type { Broker, Clock, Delivery, IsPermanent, Observer, Random } from './ports.ts';

export interface SettlePorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly broker: Broker;
  readonly isPermanent: IsPermanent;
  readonly observer: Observer;
}

/** An ack id has up to about 200 bytes and a request holds 512 KiB. */
export const MAX_ACK_IDS = 2_500;

/** Retries until the leases have long run out and Pub/Sub delivers the messages again: about a minute. */
const MAX_ACK_ATTEMPTS = 12;

/**
 * Acknowledges messages whose rows (or dead letters) are durable. Acks are idempotent and tried again; one
 * that is given up costs a redelivery, never a row.
 */
export async function acknowledge(
  deliveries: readonly Delivery[],
  { clock, random, broker, isPermanent, observer }: SettlePorts,
  signal: AbortSignal,
): Promise<void> {
  const calls: Promise<void>[] = [];
  for (const chunk of chunks(deliveries, MAX_ACK_IDS)) {
    const ackIds = chunk.map(({ message }) => message.ackId);
    calls.push(attempt(ackIds));
  }
  await Promise.all(calls);

  async function attempt(ackIds: readonly string[]): Promise<void> {
    for (let attempts = 1; ; attempts += 1) {
      try {
        return await broker.acknowledge(ackIds);
      } catch (error) {
        const givenUp = isPermanent(error) || attempts >= MAX_ACK_ATTEMPTS || signal.aborted;
        const retryInMs = givenUp ? undefined : backoffMs(attempts, random);
        observer.failure('acknowledge', error, retryInMs);
        if (retryInMs === undefined) return;
        await sleep(clock, retryInMs, signal);
      }
    }
  }
}

/** Gives messages back for redelivery. Best effort: one that is lost runs into the end of its lease. */
export async function giveBack(
  deliveries: readonly Delivery[],
  { broker, observer }: Pick<SettlePorts, 'broker' | 'observer'>,
): Promise<void> {
  const calls = chunks(deliveries, MAX_ACK_IDS).map(async (chunk) => {
    try {
      await broker.modifyAckDeadline(
        chunk.map(({ message }) => message.ackId),
        0,
      );
    } catch (error) {
      observer.failure('nack', error, undefined);
    }
  });
  await Promise.all(calls);
}

/** Splits into runs of at most `size`. */
export function chunks<Item>(items: readonly Item[], size: number): (readonly Item[])[] {
  if (items.length <= size) return items.length === 0 ? [] : [items];
  const result: Item[][] = [];
  for (let start = 0; start < items.length; start += size) result.push(items.slice(start, start + size));
  return result;
}
