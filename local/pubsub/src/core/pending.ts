import { DeadlineQueue } from './deadline-queue.ts';
import type { Holder } from './holder.ts';

/**
 * leased: in someone's hands; delayed: waits out its backoff; ready: may go to anyone; queued: waits behind
 * its ordering key; dead: out of attempts, to be forwarded.
 */
export type PendingPhase = 'leased' | 'delayed' | 'ready' | 'queued' | 'dead';

/** A message that was delivered at least once and is not acknowledged. */
export interface Pending {
  readonly seq: number;
  readonly bytes: number;
  attempt: number;
  version: number;
  state: PendingPhase;
  /** Lease end, or end of the backoff, in ms. */
  dueMs: number;
  holder: Holder | undefined;
}

/** A pending message as plain data: sequence, version, attempt, due in ms, phase. */
export type PendingState = readonly [
  seq: number,
  version: number,
  attempt: number,
  dueMs: number,
  state: PendingPhase,
];

/** The pending messages of one subscription, with their deadlines and what each holder holds. */
export class PendingTable {
  readonly #entries = new Map<number, Pending>();
  readonly #deadlines = new DeadlineQueue();
  /** The last version given to a delivery. Never reset, so that no ack id speaks for a later delivery. */
  versions = 0;

  get size(): number {
    return this.#entries.size;
  }

  get(seq: number): Pending | undefined {
    return this.#entries.get(seq);
  }

  has(seq: number): boolean {
    return this.#entries.has(seq);
  }

  values(): IterableIterator<Pending> {
    return this.#entries.values();
  }

  seqs(): IterableIterator<number> {
    return this.#entries.keys();
  }

  /** The message's entry, made where it has none. */
  ensure(seq: number, bytes: number): Pending {
    let entry = this.#entries.get(seq);
    if (entry === undefined) {
      entry = { seq, bytes, attempt: 0, version: 0, state: 'leased', dueMs: 0, holder: undefined };
      this.#entries.set(seq, entry);
    }
    return entry;
  }

  lease(entry: Pending, holder: Holder | undefined, deadlineMs: number): void {
    entry.state = 'leased';
    entry.holder = holder;
    this.versions = Math.max(this.versions, entry.version);
    if (holder !== undefined) {
      holder.outstandingMessages++;
      holder.outstandingBytes += entry.bytes;
    }
    this.setDue(entry, deadlineMs);
  }

  setDue(entry: Pending, dueMs: number): void {
    entry.dueMs = dueMs;
    this.#deadlines.add(dueMs, entry.seq);
  }

  /** Takes the message out of its holder's hands. */
  leave(entry: Pending): void {
    if (entry.holder === undefined) return;
    entry.holder.outstandingMessages--;
    entry.holder.outstandingBytes -= entry.bytes;
    entry.holder = undefined;
  }

  delete(entry: Pending): void {
    this.leave(entry);
    this.#entries.delete(entry.seq);
  }

  /** The messages whose lease or backoff is over at `nowMs`, each once, in the order in which they ended. */
  takeDue(nowMs: number): Pending[] {
    // A message whose lease was extended stands in the queue more than once.
    const due = new Set<Pending>();
    for (const seq of this.#deadlines.takeDue(nowMs)) {
      const entry = this.#entries.get(seq);
      // It may have been settled, or be due later than when it was entered.
      if (entry !== undefined && entry.dueMs <= nowMs) due.add(entry);
    }
    return [...due].sort((a, b) => a.dueMs - b.dueMs || a.seq - b.seq);
  }

  nextDueMs(): number | undefined {
    return this.#deadlines.nextDueMs();
  }

  clear(): void {
    for (const entry of this.#entries.values()) this.leave(entry);
    this.#entries.clear();
    this.#deadlines.clear();
  }

  states(): PendingState[] {
    return [...this.#entries.values()].map((p) => [p.seq, p.version, p.attempt, p.dueMs, p.state]);
  }
}
