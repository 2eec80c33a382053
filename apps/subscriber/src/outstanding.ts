import type { Delivery, Message } from './ports.ts';

export interface OutstandingLimits {
  readonly maxMessages: number;
  readonly maxBytes: number;
}

/** The messages held and not yet settled: what bounds memory, and what leases are kept for. */
export interface Outstanding {
  readonly size: number;
  readonly bytes: number;
  /** True while no more should be received. */
  readonly full: boolean;
  add(message: Message, leaseUntil: number): Delivery;
  remove(delivery: Delivery): void;
  [Symbol.iterator](): Iterator<Delivery>;
}

/** What one message costs beside its data: objects, attributes and their strings. */
const MESSAGE_OVERHEAD_BYTES = 1_024;

export function createOutstanding(limits: OutstandingLimits): Outstanding {
  const held = new Set<Delivery>();
  let bytes = 0;
  const cost = ({ data }: Message): number => data.length + MESSAGE_OVERHEAD_BYTES;
  return {
    get size() {
      return held.size;
    },
    get bytes() {
      return bytes;
    },
    get full() {
      return held.size >= limits.maxMessages || bytes >= limits.maxBytes;
    },
    add(message, leaseUntil) {
      const delivery: Delivery = { message, row: undefined, leaseUntil, settled: false };
      held.add(delivery);
      bytes += cost(message);
      return delivery;
    },
    remove(delivery) {
      if (held.delete(delivery)) bytes -= cost(delivery.message);
    },
    [Symbol.iterator]: () => held[Symbol.iterator](),
  };
}
