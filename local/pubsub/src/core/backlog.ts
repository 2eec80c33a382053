import { type AckId, formatAckId } from './ack-id.ts';
import type { Delivery, DeliveryPolicy, SettleOutcome } from './delivery.ts';
import { Deque } from './deque.ts';
import { type Holder, hasRoom } from './holder.ts';
import { KeyOrder } from './key-order.ts';
import type { MessageLog } from './message-log.ts';
import { type Pending, PendingTable } from './pending.ts';
import { backoffMs } from './retry-policy.ts';

/**
 * One subscription's unacknowledged messages. Everything from `cursor` on has never been delivered;
 * below it, only what is in `pending` (delivered, not acknowledged) or queued behind an ordering key is
 * still owed. Pure: time comes in as an argument, what to send goes out as the result.
 */
export class Backlog {
  readonly serial: number;
  readonly log: MessageLog;
  policy: DeliveryPolicy;
  cursor: number;
  readonly pending = new PendingTable();
  readonly keys = new KeyOrder();
  /** Given back or expired, and free to go to anyone. */
  readonly ready = new Deque<number>();
  /** Out of attempts, to be forwarded. */
  dead: number[] = [];
  /** Totals since start, for metrics. */
  readonly counts = {
    delivered: 0,
    acked: 0,
    nacked: 0,
    expired: 0,
    extended: 0,
    deadLettered: 0,
  };
  /** Undelivered messages from the cursor on. */
  ahead = 0;
  /** Messages queued behind their ordering key that were never delivered. */
  #parked = 0;

  constructor(serial: number, log: MessageLog, policy: DeliveryPolicy, cursor = log.head) {
    this.serial = serial;
    this.log = log;
    this.policy = policy;
    this.cursor = cursor;
  }

  /** Messages not acknowledged, whether delivered or not. */
  get size(): number {
    return this.ahead + this.pending.size + this.#parked;
  }

  /** Whether the message counts for this subscription: it exists and the filter accepts it. */
  owns(seq: number): boolean {
    return this.policy.filtered
      ? this.log.isAccepted(this.serial, seq) && this.log.has(seq)
      : this.log.has(seq);
  }

  /** Leases up to `limit` messages, or about `maxBytes`, to `holder` until `deadlineMs`. */
  take(holder: Holder, deadlineMs: number, limit: number, maxBytes = Number.POSITIVE_INFINITY): Delivery[] {
    const taken: Delivery[] = [];
    let bytes = 0;
    while (taken.length < limit && bytes < maxBytes) {
      const seq = this.#nextFor(holder);
      if (seq === undefined) break;
      bytes += this.log.size(seq);
      taken.push(this.#lease(seq, holder, deadlineMs));
    }
    this.counts.delivered += taken.length;
    return taken;
  }

  /** Whether `take` could give anything to a holder with room. */
  hasWork(): boolean {
    return this.cursor < this.log.head || this.ready.length > 0 || this.keys.next() !== undefined;
  }

  /**
   * Whether an ack id still speaks for its message at `nowMs`. Where neither ordering nor exactly-once is
   * promised, a late acknowledgement still counts: it spares a needless redelivery.
   */
  speaksFor(id: AckId, nowMs: number): boolean {
    if (!this.policy.exactlyOnce && !this.policy.ordered) return this.pending.has(id.seq);
    return this.#held(id, nowMs) !== undefined;
  }

  /** Acknowledges: the message is owed no more. */
  acknowledge(id: AckId, nowMs: number): SettleOutcome {
    if (!this.speaksFor(id, nowMs)) return 'stale';
    this.counts.acked++;
    this.settle(id.seq);
    return 'done';
  }

  /** Moves the end of a lease; only the current delivery's ack id can. */
  extend(id: AckId, deadlineMs: number, nowMs: number): SettleOutcome {
    const entry = this.#held(id, nowMs);
    if (entry === undefined) return 'stale';
    this.counts.extended++;
    this.pending.setDue(entry, deadlineMs);
    return 'done';
  }

  /** Gives the message back: it is delivered again, after the retry policy's backoff if there is one. */
  nack(id: AckId, nowMs: number): SettleOutcome {
    const entry = this.#held(id, nowMs);
    if (entry === undefined) return 'stale';
    this.counts.nacked++;
    this.fail(entry, nowMs);
    return 'done';
  }

  /** Lets leases and backoffs that are over take effect. */
  tick(nowMs: number): void {
    for (const entry of this.pending.takeDue(nowMs)) {
      if (entry.state === 'leased') {
        this.counts.expired++;
        this.fail(entry, nowMs);
      } else if (entry.state === 'delayed') {
        const key = this.keyOf(entry.seq);
        this.#free(entry, key);
        if (key !== '') this.keys.backoffOver(key);
      }
    }
  }

  /** When `tick` has something to do next. */
  nextDueMs(): number | undefined {
    return this.pending.nextDueMs();
  }

  /** Messages whose last attempt failed since the last call; forward each, then `settle` or `revive` it. */
  takeDead(): number[] {
    const { dead } = this;
    this.dead = [];
    // A late acknowledgement may have settled one meanwhile.
    return dead.filter((seq) => this.pending.get(seq)?.state === 'dead');
  }

  /** A dead message that could not be forwarded is delivered again. */
  revive(seq: number): void {
    const entry = this.pending.get(seq);
    if (entry?.state !== 'dead') return;
    const key = this.keyOf(seq);
    this.#free(entry, key);
    if (key !== '') this.keys.park(key, seq);
  }

  /** New messages have come to the log. */
  counted(firstSeq: number, count: number): void {
    if (!this.policy.filtered) this.ahead += count;
    else for (let seq = firstSeq; seq < firstSeq + count; seq++) if (this.owns(seq)) this.ahead++;
  }

  /** Counts anew what lies from the cursor on. */
  recount(): void {
    this.ahead = 0;
    for (let seq = this.cursor; seq < this.log.head; seq++) if (this.owns(seq)) this.ahead++;
  }

  /**
   * Makes exactly these messages owed: everything from `cursor` on, and `below` of what lies before it.
   * All leases end; their ack ids stay without effect.
   */
  reset(cursor: number, below: Iterable<number>): void {
    this.pending.clear();
    this.keys.clear();
    this.ready.clear();
    this.dead = [];
    this.#parked = 0;
    this.cursor = cursor;
    for (const seq of below) if (seq < cursor && this.owns(seq)) this.#owe(seq);
    this.recount();
  }

  /** Every message below the cursor that is still owed. */
  *owedBelowCursor(): IterableIterator<number> {
    yield* this.pending.seqs();
    for (const seq of this.keys.queuedMessages()) if (!this.pending.has(seq)) yield seq;
  }

  /** Whether any message of [first, last] is still owed. */
  needs(first: number, last: number): boolean {
    if (last >= this.cursor) return true;
    for (const seq of this.owedBelowCursor()) if (seq >= first && seq <= last) return true;
    return false;
  }

  /** Gives up everything below `seq`, e.g. because it is older than the retention. @returns how many */
  dropBelow(seq: number): number {
    const before = this.size;
    for (const owed of [...this.owedBelowCursor()]) if (owed < seq) this.settle(owed);
    for (; this.cursor < seq; this.cursor++) if (this.owns(this.cursor)) this.ahead--;
    return before - this.size;
  }

  /** The oldest message that is still owed; the cursor where nothing below it is. */
  get lowestOwed(): number {
    let lowest = this.cursor;
    for (const seq of this.owedBelowCursor()) if (seq < lowest) lowest = seq;
    return lowest;
  }

  /** Forgets the message, whatever its state. */
  settle(seq: number): void {
    const entry = this.pending.get(seq);
    const key = this.keyOf(seq);
    const wasQueued = key !== '' && this.keys.settled(key, seq);
    if (entry === undefined) {
      if (wasQueued) this.#parked--;
      return;
    }
    this.pending.delete(entry);
  }

  /** The message as long as this very delivery of it is leased. */
  #held({ seq, version }: AckId, nowMs: number): Pending | undefined {
    const entry = this.pending.get(seq);
    if (entry?.state !== 'leased' || entry.version !== version) return undefined;
    return this.policy.exactlyOnce && entry.dueMs <= nowMs ? undefined : entry;
  }

  #nextFor(holder: Holder): number | undefined {
    for (let seq = this.ready.peek(); seq !== undefined; seq = this.ready.peek()) {
      const entry = this.pending.get(seq);
      if (entry?.state === 'ready') {
        if (!hasRoom(holder, entry.bytes)) return undefined;
        this.ready.shift();
        return seq;
      }
      this.ready.shift();
    }
    if (this.policy.ordered) {
      const next = this.keys.next(holder);
      if (next !== undefined) {
        if (!hasRoom(holder, this.log.size(next.seq))) return undefined;
        return next.seq;
      }
    }
    return this.#advance(holder);
  }

  #advance(holder: Holder): number | undefined {
    const head = this.log.head;
    while (this.cursor < head) {
      const seq = this.cursor;
      if (!this.owns(seq)) {
        this.cursor++;
        continue;
      }
      if (!hasRoom(holder, this.log.size(seq))) return undefined;
      this.cursor++;
      this.ahead--;
      const key = this.keyOf(seq);
      if (key === '' || this.keys.mayGo(key, holder)) return seq;
      this.park(key, seq);
    }
    return undefined;
  }

  /** Queues a message that was never delivered behind its key. */
  park(key: string, seq: number): void {
    this.keys.park(key, seq);
    this.#parked++;
  }

  /** A message below the cursor that is free to be delivered. */
  #owe(seq: number): void {
    const key = this.keyOf(seq);
    if (key !== '') {
      this.park(key, seq);
      return;
    }
    this.enter(seq).state = 'ready';
    this.ready.push(seq);
  }

  #lease(seq: number, holder: Holder, deadlineMs: number): Delivery {
    const entry = this.enter(seq);
    entry.attempt++;
    entry.version = this.pending.versions + 1;
    this.hold(entry, holder, deadlineMs);
    return {
      seq,
      attempt: entry.attempt,
      version: entry.version,
      ackId: formatAckId(this.serial, seq, entry.version),
    };
  }

  /** The message's entry among the pending; made where there is none. */
  enter(seq: number): Pending {
    if (this.#parked > 0 && !this.pending.has(seq) && this.keys.isQueued(this.keyOf(seq), seq))
      this.#parked--;
    return this.pending.ensure(seq, this.log.size(seq));
  }

  /** Puts the message into the hands of `holder`; of someone unknown where that is undefined. */
  hold(entry: Pending, holder: Holder | undefined, deadlineMs: number): void {
    this.pending.lease(entry, holder, deadlineMs);
    const key = this.keyOf(entry.seq);
    if (key !== '') this.keys.delivered(key, entry.seq, holder);
  }

  /** A delivery failed: the message waits, goes again, or is dead. */
  fail(entry: Pending, nowMs: number): void {
    this.pending.leave(entry);
    const { backoff, maxAttempts } = this.policy;
    const isDead = maxAttempts !== undefined && entry.attempt >= maxAttempts;
    const delayMs = backoff === undefined || isDead ? 0 : backoffMs(backoff, entry.attempt);
    const key = this.keyOf(entry.seq);
    if (key !== '') this.takeBackKey(key, entry.seq, delayMs > 0);
    if (isDead) {
      entry.state = 'dead';
      if (key !== '') this.keys.settled(key, entry.seq);
      this.dead.push(entry.seq);
    } else if (delayMs > 0) {
      entry.state = 'delayed';
      this.pending.setDue(entry, nowMs + delayMs);
    } else this.#free(entry, key);
  }

  #free(entry: Pending, key: string): void {
    entry.state = key === '' ? 'ready' : 'queued';
    if (key === '') this.ready.push(entry.seq);
  }

  /** Later messages of the key lose their leases: their ack ids are stale, their attempts do not count. */
  takeBackKey(key: string, seq: number, delayed: boolean): void {
    for (const other of this.keys.failed(key, seq, delayed)) {
      const entry = this.pending.get(other);
      if (other === seq || entry === undefined) continue;
      this.pending.leave(entry);
      entry.state = 'queued';
      entry.attempt--;
    }
  }

  /** The ordering key that counts for this subscription, '' for none. */
  keyOf(seq: number): string {
    return this.policy.ordered ? this.log.orderingKey(seq) : '';
  }
}
