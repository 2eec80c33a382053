import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type AckId, parseAckId } from './ack-id.ts';
import { Backlog } from './backlog.ts';
import { restorePending, restoreQueued } from './backlog-restore.ts';
import type { Delivery, DeliveryPolicy } from './delivery.ts';
import { createHolder, type Holder } from './holder.ts';
import { MessageLog } from './message-log.ts';

const LEASE_MS = 10_000;
const HOLDER_LIMIT = 6;

type Action =
  | { readonly do: 'publish'; readonly count: number; readonly key: string }
  | { readonly do: 'take'; readonly holder: number; readonly limit: number }
  | { readonly do: 'ack' | 'nack' | 'extend'; readonly pick: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'restart' };

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('publish'),
      count: fc.integer({ min: 1, max: 5 }),
      key: fc.constantFrom('', 'a', 'b'),
    }) as fc.Arbitrary<Action>,
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('take'),
      holder: fc.nat(2),
      limit: fc.integer({ min: 1, max: 8 }),
    }) as fc.Arbitrary<Action>,
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('ack', 'nack', 'extend'),
      pick: fc.nat(1000),
    }) as fc.Arbitrary<Action>,
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait'),
      ms: fc.integer({ min: 1, max: 15_000 }),
    }) as fc.Arbitrary<Action>,
  },
  { weight: 1, arbitrary: fc.constant({ do: 'restart' } as const) },
);

const policy: fc.Arbitrary<DeliveryPolicy> = fc.record({
  ordered: fc.boolean(),
  exactlyOnce: fc.boolean(),
  filtered: fc.constant(false),
  backoff: fc.option(fc.constant({ minMs: 1_000, maxMs: 8_000 }), { nil: undefined }),
  maxAttempts: fc.option(fc.constant(5), { nil: undefined }),
});

interface Lease {
  readonly delivery: Delivery;
  readonly id: AckId;
  readonly holder: Holder;
  dueMs: number;
}

/** What a subscriber could observe, kept beside the backlog to judge it. */
class World {
  readonly log = new MessageLog();
  readonly holders = [0, 1, 2].map(() => createHolder(HOLDER_LIMIT, Number.POSITIVE_INFINITY));
  backlog: Backlog;
  now = 0;
  readonly acked = new Set<number>();
  readonly dead = new Set<number>();
  readonly leases = new Map<number, Lease>();
  readonly keys = new Map<number, string>();
  readonly #policy: DeliveryPolicy;

  constructor(chosen: DeliveryPolicy) {
    this.#policy = chosen;
    this.backlog = new Backlog(1, this.log, chosen);
  }

  run(step: Action): void {
    if (step.do === 'publish') this.#publish(step.count, step.key);
    else if (step.do === 'take') this.#take(this.holders[step.holder] as Holder, step.limit);
    else if (step.do === 'wait') this.#wait(step.ms);
    else if (step.do === 'restart') this.#restart();
    else this.#settle(step.do, step.pick);
    this.#bury();
    this.#check();
  }

  #publish(count: number, key: string): void {
    const firstSeq = this.log.head;
    const lengths = Array<number>(count).fill(10);
    this.log.append({
      firstSeq,
      publishMs: this.now,
      segment: 1,
      offsets: lengths,
      lengths,
      orderingKey: key,
    });
    this.backlog.counted(firstSeq, count);
    for (let seq = firstSeq; seq < firstSeq + count; seq++)
      this.keys.set(seq, this.#policy.ordered ? key : '');
  }

  #take(holder: Holder, limit: number): void {
    for (const delivery of this.backlog.take(holder, this.now + LEASE_MS, limit)) {
      const { seq } = delivery;
      expect(this.acked.has(seq) || this.dead.has(seq)).toBe(false);
      // Nobody else holds a valid lease on it.
      expect(this.leases.has(seq)).toBe(false);
      for (const [earlier, key] of this.keys) {
        if (key === '' || key !== this.keys.get(seq) || earlier >= seq) continue;
        const isDone = this.acked.has(earlier) || this.dead.has(earlier);
        // Every earlier message of the key is done, or in the same hands.
        expect(isDone || this.leases.get(earlier)?.holder === holder).toBe(true);
      }
      const id = parseAckId(delivery.ackId) as AckId;
      this.leases.set(seq, { delivery, id, holder, dueMs: this.now + LEASE_MS });
    }
    expect(holder.outstandingMessages).toBeLessThanOrEqual(HOLDER_LIMIT);
  }

  #settle(what: 'ack' | 'nack' | 'extend', pick: number): void {
    const lease = [...this.leases.values()][pick % Math.max(1, this.leases.size)];
    if (lease === undefined) return;
    const { id, delivery } = lease;
    if (what === 'ack') {
      expect(this.backlog.acknowledge(id, this.now)).toBe('done');
      this.acked.add(delivery.seq);
      this.leases.delete(delivery.seq);
    } else if (what === 'nack') {
      expect(this.backlog.nack(id, this.now)).toBe('done');
      this.#lose(delivery.seq);
    } else {
      lease.dueMs = this.now + LEASE_MS;
      expect(this.backlog.extend(id, lease.dueMs, this.now)).toBe('done');
    }
  }

  #wait(ms: number): void {
    this.now += ms;
    // A bucket of deadlines is 50 ms wide: whoever looks that much later sees every lease that is over.
    this.backlog.tick(this.now + 50);
    this.now += 50;
    for (const [seq, { dueMs }] of [...this.leases]) if (dueMs <= this.now) this.#lose(seq);
  }

  /** A lease is over, and with it those on later messages of its key. */
  #lose(seq: number): void {
    this.leases.delete(seq);
    const key = this.keys.get(seq) ?? '';
    for (const later of [...this.leases.keys()]) {
      if (key !== '' && later > seq && this.keys.get(later) === key) this.leases.delete(later);
    }
  }

  #bury(): void {
    for (const seq of this.backlog.takeDead()) {
      this.backlog.settle(seq);
      this.dead.add(seq);
    }
  }

  /** As after a crash: what a checkpoint holds is all that is left, and every receiver is gone. */
  #restart(): void {
    const before = this.backlog;
    const queued = [...before.keys.queuedMessages()].sort((a, b) => a - b);
    this.backlog = new Backlog(1, this.log, this.#policy, before.cursor);
    this.backlog.pending.versions = before.pending.versions;
    restoreQueued(this.backlog, queued);
    for (const state of before.pending.states()) restorePending(this.backlog, state);
    this.backlog.recount();
    for (const holder of this.holders) {
      holder.outstandingMessages = 0;
      holder.outstandingBytes = 0;
    }
    // Their ack ids go on; for the ordering of keys they are in nobody's hands any more.
    for (const [seq, lease] of this.leases) this.leases.set(seq, { ...lease, holder: createHolder(0, 0) });
  }

  #check(): void {
    expect(this.backlog.size).toBe(this.log.head - this.acked.size - this.dead.size);
    for (const holder of this.holders) {
      const held = [...this.leases.values()].filter((lease) => lease.holder === holder).length;
      expect(holder.outstandingMessages).toBe(held);
    }
  }

  /** Takes and acknowledges until nothing comes any more. */
  drain(): void {
    for (let round = 0; round < 200 && this.acked.size + this.dead.size < this.log.head; round++) {
      this.#wait(LEASE_MS);
      this.#bury();
      for (const holder of this.holders) this.#take(holder, 100);
      for (let i = this.leases.size; i > 0; i--) this.#settle('ack', 0);
      this.#check();
    }
  }
}

describe('backlog, simulated', () => {
  it('loses nothing, gives nothing to two holders, keeps the order of keys', () => {
    fc.assert(
      fc.property(policy, fc.array(action, { maxLength: 60 }), (chosen, actions) => {
        const world = new World(chosen);
        for (const step of actions) world.run(step);
        world.drain();
        expect(world.acked.size + world.dead.size).toBe(world.log.head);
        expect(world.backlog.size).toBe(0);
        if (chosen.maxAttempts === undefined) expect(world.dead.size).toBe(0);
      }),
      { numRuns: 600 },
    );
  });
});
