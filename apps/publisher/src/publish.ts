import { backoffMs } from '@flightdeck/service';

/** Sends one request; resolves when Pub/Sub has confirmed every message of it. */
export type Send<Item> = (items: readonly Item[]) => Promise<void>;

export interface PublishPorts<Item> {
  readonly send: Send<Item>;
  /** Whether the request itself is at fault: sent again, it would fail again. */
  readonly isPermanent: (error: unknown) => boolean;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly confirmed: (items: readonly Item[]) => Promise<void>;
  readonly refused: (item: Item, error: unknown) => void;
  readonly retrying: (error: unknown, inMs: number) => void;
}

export interface RequestQueue<Item> {
  /** Resolves when there is room for the next request. */
  push(items: readonly Item[]): Promise<void>;
  /** Resolves when all are confirmed or refused, or `signal` has ended the retries. */
  drain(): Promise<void>;
}

/** With 1,000 messages each this keeps the broker busy while answers travel. */
const MAX_IN_FLIGHT = 4;

/**
 * Sends requests, a few at a time, each until it is confirmed. A request refused for one of its messages
 * is halved until that one stands alone; the others are sent.
 */
export function createRequestQueue<Item>(ports: PublishPorts<Item>, signal: AbortSignal): RequestQueue<Item> {
  const inFlight = new Set<Promise<void>>();

  const send = async (items: readonly Item[]): Promise<void> => {
    for (let attempts = 1; ; attempts += 1) {
      try {
        await ports.send(items);
        return await ports.confirmed(items);
      } catch (error) {
        if (ports.isPermanent(error)) return await sendApart(items, error);
        if (signal.aborted) return;
        const inMs = backoffMs(attempts, ports.random);
        ports.retrying(error, inMs);
        await ports.sleep(inMs, signal);
        if (signal.aborted) return;
      }
    }
  };

  const sendApart = async (items: readonly Item[], error: unknown): Promise<void> => {
    const [only] = items;
    if (items.length === 1 && only !== undefined) {
      ports.refused(only, error);
      return;
    }
    const middle = items.length >> 1;
    await send(items.slice(0, middle));
    await send(items.slice(middle));
  };

  return {
    async push(items) {
      while (inFlight.size >= MAX_IN_FLIGHT) await Promise.race(inFlight);
      const request: Promise<void> = send(items).finally(() => inFlight.delete(request));
      inFlight.add(request);
    },
    async drain() {
      await Promise.all(inFlight);
    },
  };
}
