import { type BatchLimits, createBatcher } from './batch.ts';
import { sleep } from './clock.ts';
import { createDeadLetterQueue, type Undeliverable } from './dead-letter.ts';
import { decode } from './decode.ts';
import { keepLeases, LEASE_SECONDS } from './leases.ts';
import { createOutstanding, type OutstandingLimits } from './outstanding.ts';
import type {
  Broker,
  Clock,
  Delivery,
  IsPermanent,
  Message,
  Observer,
  Random,
  Source,
  Warehouse,
} from './ports.ts';
import { acknowledge, giveBack } from './settle.ts';
import { writeBatch } from './write.ts';

export interface PipelinePorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly broker: Broker;
  readonly warehouse: Warehouse;
  readonly isPermanent: IsPermanent;
  readonly observer: Observer;
}

export interface PipelineLimits {
  readonly outstanding: OutstandingLimits;
  readonly batch: BatchLimits;
}

export interface Pipeline {
  /** Takes messages over: from here on each is settled, or held, or given back by `drain`. */
  accept(messages: readonly Message[]): void;
  /** Pauses `source` while as much is held as may be held. */
  controls(source: Source): void;
  /** Messages held and not settled, and whether no more should come. */
  readonly outstanding: { readonly size: number; readonly bytes: number; readonly full: boolean };
  /** Writes and settles what is held, for at most `deadlineMs`, then gives the rest back. Accepts nothing after. */
  drain(deadlineMs: number): Promise<{ readonly givenBack: number }>;
}

/** Decode → batch → write → settle, over whatever clock, broker and warehouse it is given. */
export function createPipeline(ports: PipelinePorts, limits: PipelineLimits): Pipeline {
  const { clock, broker, observer } = ports;
  const outstanding = createOutstanding(limits.outstanding);
  const stopping = new AbortController();
  const { signal } = stopping;
  const stopLeases = keepLeases(outstanding, ports);
  let source: Source | undefined;
  let paused = false;
  let accepting = true;
  let onEmpty = (): void => {};

  const holdBack = (): void => {
    if (paused === outstanding.full) return;
    paused = outstanding.full;
    if (paused) source?.pause();
    else source?.resume();
  };
  const release = (deliveries: readonly Delivery[]): void => {
    for (const delivery of deliveries) {
      delivery.settled = true;
      outstanding.remove(delivery);
    }
    if (outstanding.size === 0) onEmpty();
    holdBack();
  };
  /** Only ever called with what is durable: in the table, or in the dead-letter topic. */
  const settle = async (deliveries: readonly Delivery[]): Promise<void> => {
    await acknowledge(deliveries, ports, signal);
    release(deliveries);
  };

  const deadLetters = createDeadLetterQueue(
    ports,
    {
      published: (items) => {
        for (const outcome of ['rejected', 'failed'] as const) {
          const letters = items.filter((item) => item.outcome === outcome).map(({ letter }) => letter);
          if (letters.length > 0) observer.deadLettered(outcome, letters);
        }
        void settle(items.map(({ delivery }) => delivery));
      },
      unpublishable: (items) => {
        const deliveries = items.map(({ delivery }) => delivery);
        void giveBack(deliveries, ports).then(() => release(deliveries));
      },
    },
    signal,
  );
  const deadLetter = (
    delivery: Delivery,
    faults: Undeliverable['letter']['faults'],
    outcome: Undeliverable['outcome'],
  ): void => deadLetters.add({ delivery, outcome, letter: { message: delivery.message, faults } });

  const batcher = createBatcher(clock, limits.batch, (batch) =>
    writeBatch(
      batch,
      ports,
      {
        stored: (deliveries) => {
          observer.stored(deliveries, clock.now());
          void settle(deliveries);
        },
        refused: (delivery, faults) => deadLetter(delivery, faults, 'failed'),
      },
      signal,
    ),
  );

  return {
    outstanding,
    controls(newSource) {
      source = newSource;
      if (paused) source.pause();
    },
    accept(messages) {
      const late: Delivery[] = [];
      for (const message of messages) {
        const delivery = outstanding.add(message, message.receivedAt + LEASE_SECONDS * 1_000);
        if (!accepting) {
          late.push(delivery);
          continue;
        }
        const decoded = decode(message);
        if (decoded.faults !== undefined) deadLetter(delivery, decoded.faults, 'rejected');
        else {
          delivery.row = decoded.row;
          batcher.add(delivery);
        }
      }
      if (late.length > 0) void giveBack(late, ports).then(() => release(late));
      holdBack();
    },
    async drain(deadlineMs) {
      accepting = false;
      batcher.flush();
      if (outstanding.size > 0) {
        const empty = new AbortController();
        onEmpty = () => empty.abort();
        await sleep(clock, deadlineMs, empty.signal);
      }
      stopping.abort();
      stopLeases();
      const rest = [...outstanding];
      await giveBack(rest, { broker, observer });
      return { givenBack: rest.length };
    },
  };
}
