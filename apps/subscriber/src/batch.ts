import type { Clock, Delivery } from './ports.ts';

export interface BatchLimits {
  readonly maxEvents: number;
  /** Of message data; a row is smaller than the JSON it came from. */
  readonly maxBytes: number;
  /** How long the first event of a batch waits for company. */
  readonly lingerMs: number;
  readonly maxInFlight: number;
}

export interface Batcher {
  add(delivery: Delivery): void;
  /** Writes what there is without waiting for company, from now on. */
  flush(): void;
  /** Batches being written. */
  readonly inFlight: number;
}

/**
 * Gathers events into batches by count, bytes and linger, and keeps at most `maxInFlight` of them being
 * written. A batch whose linger is over while no writer is free goes on growing: after an outage the
 * backlog goes out in full batches, not in thousands of small ones.
 * @param write never rejects
 */
export function createBatcher(
  clock: Clock,
  limits: BatchLimits,
  write: (batch: readonly Delivery[]) => Promise<void>,
): Batcher {
  const full: Delivery[][] = [];
  let open: Delivery[] = [];
  let openBytes = 0;
  let due = false;
  let cancelLinger: (() => void) | undefined;
  let inFlight = 0;
  let flushing = false;

  const closeOpen = (): Delivery[] => {
    const batch = open;
    open = [];
    openBytes = 0;
    due = false;
    cancelLinger?.();
    cancelLinger = undefined;
    return batch;
  };

  const nextBatch = (): Delivery[] | undefined =>
    full.shift() ?? ((due || flushing) && open.length > 0 ? closeOpen() : undefined);

  const writeNext = (): void => {
    while (inFlight < limits.maxInFlight) {
      const batch = nextBatch();
      if (batch === undefined) return;
      inFlight += 1;
      void write(batch).finally(() => {
        inFlight -= 1;
        writeNext();
      });
    }
  };

  return {
    get inFlight() {
      return inFlight;
    },
    add(delivery) {
      const size = delivery.message.data.length;
      // Closed before it would grow too large, so that no batch exceeds the request limit.
      if (open.length > 0 && openBytes + size > limits.maxBytes) full.push(closeOpen());
      open.push(delivery);
      openBytes += size;
      if (open.length >= limits.maxEvents) full.push(closeOpen());
      else if (open.length === 1) {
        cancelLinger = clock.after(limits.lingerMs, () => {
          due = true;
          writeNext();
        });
      }
      writeNext();
    },
    flush() {
      flushing = true;
      writeNext();
    },
  };
}
