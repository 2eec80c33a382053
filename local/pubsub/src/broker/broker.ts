import type { AckId } from '../core/ack-id.ts';
import type { Clock } from '../core/clock.ts';
import type { Delivery } from '../core/delivery.ts';
import type { BacklogState } from '../core/snapshot.ts';
import type { Subscription } from '../core/subscription.ts';
import type { Topic } from '../core/topic.ts';
import { encodeDeliveries } from '../journal/delivery-record.ts';
import { jsonFrame, RECORD } from '../journal/frame.ts';
import type { Journal } from '../journal/journal.ts';
import { encodePublish } from '../journal/publish-record.ts';
import { encodeSettlement } from '../journal/settlement-record.ts';
import { readAttributes } from '../wire/pubsub-message.ts';
import type { OutgoingMessage } from '../wire/received-messages.ts';
import { takeCheckpoint } from './checkpoint.ts';
import { forwardDead } from './dead-letters.ts';
import { Dispatcher } from './dispatcher.ts';
import { recover } from './recovery.ts';
import { sweep } from './retention.ts';
import { SegmentContents } from './segment-contents.ts';
import { type Operation, State } from './state.ts';

/** How often retention is looked at and space is freed, in ms. */
const SWEEP_MS = 2_000;

export interface BrokerPorts {
  readonly clock: Clock;
  readonly journal: Journal;
}

/** The ids whose acknowledgement or extension took effect, and those that came too late. */
export interface Settled {
  readonly done: readonly AckId[];
  readonly stale: readonly AckId[];
}

/** The server's heart: resources, messages and who gets them, on top of a journal. */
export class Broker {
  readonly state = new State();
  readonly clock: Clock;
  readonly dispatcher: Dispatcher;
  readonly journal: Journal;
  readonly #contents = new SegmentContents();
  #nextSweepMs = 0;

  /** Restores what the journal holds. @throws Error where it cannot be read */
  constructor({ clock, journal }: BrokerPorts) {
    this.clock = clock;
    this.journal = journal;
    this.dispatcher = new Dispatcher({
      now: () => clock.now(),
      onLeased: (...leased) => this.#onLeased(...leased),
      defer: setImmediate,
    });
    recover(this.state, journal, {
      onMessages: (topic, firstSeq, count, segment) => {
        this.#contents.add(segment, topic.serial, firstSeq, count);
        this.#filter(topic, firstSeq, count);
      },
      onSeek: (subscription, target) => this.#filterAgain(subscription, target),
    });
    journal.onNewSegment(() => jsonFrame(RECORD.checkpoint, takeCheckpoint(this.state)));
  }

  /** Applies a change of resources; resolves when it is durable. */
  async change(operation: Operation): Promise<void> {
    // Appended first: a segment that begins here must not hold the change in its checkpoint already.
    this.journal.append(jsonFrame(RECORD.admin, operation));
    this.state.apply(operation);
    await this.journal.written();
  }

  /**
   * Publishes encoded PubsubMessages; resolves with their ids when they are durable.
   * @param orderingKey the one key of all messages, '' for none
   */
  async publish(topic: Topic, messages: readonly Uint8Array[], orderingKey: string): Promise<string[]> {
    const count = messages.length;
    const firstSeq = topic.nextSeq;
    topic.nextSeq += count;
    const publishMs = topic.publishTime(this.clock.now());
    const ids = messages.map((_, i) => topic.messageId(firstSeq + i));
    const { frame, record } = encodePublish(topic.serial, firstSeq, publishMs, orderingKey, messages, ids);
    const { segment, offset } = this.journal.append(frame);
    await this.journal.written();
    const offsets = record.offsets.map((at) => at + offset);
    topic.log.append({ ...record, segment, offsets });
    this.#contents.add(segment, topic.serial, firstSeq, count);
    topic.counts.messages += count;
    topic.counts.bytes += frame.length;
    this.#filter(topic, firstSeq, count);
    for (const subscription of topic.subscriptions) {
      if (subscription.backlog.cursor <= firstSeq) subscription.backlog.counted(firstSeq, count);
      this.dispatcher.wake(subscription);
    }
    return ids;
  }

  /** Makes exactly these messages owed to the subscription; resolves when that is durable. */
  async seek(subscription: Subscription, target: BacklogState): Promise<void> {
    const { cursor, below } = target;
    this.#filterAgain(subscription, target);
    await this.change({ op: 'seek', name: subscription.name, cursor, below });
    this.dispatcher.wake(subscription);
  }

  /** Acknowledges; what it says is durable once `journal.written()` resolves. */
  acknowledge(subscription: Subscription, ids: readonly AckId[]): Settled {
    const now = this.clock.now();
    const settled = this.#settle(subscription, ids, RECORD.acknowledge, now, (id) =>
      subscription.backlog.acknowledge(id, now),
    );
    this.dispatcher.wake(subscription);
    return settled;
  }

  /** @param seconds 0 gives the messages back at once */
  modifyAckDeadline(subscription: Subscription, ids: readonly AckId[], seconds: number): Settled {
    const now = this.clock.now();
    if (seconds > 0) {
      const deadline = now + seconds * 1000;
      return this.#settle(subscription, ids, RECORD.extend, deadline, (id) =>
        subscription.backlog.extend(id, deadline, now),
      );
    }
    const settled = this.#settle(subscription, ids, RECORD.nack, now, (id) =>
      subscription.backlog.nack(id, now),
    );
    void forwardDead(this, subscription);
    this.dispatcher.wake(subscription);
    return settled;
  }

  /** The bodies that belong to deliveries. */
  outgoing(subscription: Subscription, deliveries: readonly Delivery[]): OutgoingMessage[] {
    const showAttempt = subscription.settings.deadLetterPolicy !== undefined;
    const messages: OutgoingMessage[] = [];
    for (const { seq, ackId, attempt } of deliveries) {
      const message = this.body(subscription.topic, seq);
      if (message !== undefined) messages.push({ ackId, message, attempt: showAttempt ? attempt : 0 });
    }
    return messages;
  }

  /** The encoded PubsubMessage; undefined where it is gone. */
  body(topic: Topic, seq: number): Uint8Array | undefined {
    const entry = topic.log.get(seq);
    return entry === undefined ? undefined : this.journal.read(entry.segment, entry.offset, entry.length);
  }

  /** Lets time take effect; called often. */
  tick(): void {
    const now = this.clock.now();
    for (const subscription of this.state.subscriptions.values()) {
      const due = subscription.backlog.nextDueMs();
      if (due === undefined || due > now) continue;
      subscription.backlog.tick(now);
      void forwardDead(this, subscription);
      this.dispatcher.wake(subscription);
    }
    if (now < this.#nextSweepMs && now > this.#nextSweepMs - 2 * SWEEP_MS) return;
    this.#nextSweepMs = now + SWEEP_MS;
    sweep(this.state, this.journal, this.#contents, now);
  }

  /** Notes for each filtered subscription which of these messages it accepts. */
  #filter(topic: Topic, firstSeq: number, count: number): void {
    for (const { filter, serial } of topic.subscriptions) {
      if (filter === undefined) continue;
      for (let seq = firstSeq; seq < firstSeq + count; seq++) {
        const body = this.body(topic, seq);
        if (body !== undefined && filter(readAttributes(body))) topic.log.accept(serial, seq);
      }
    }
  }

  /** Messages from before the subscription's creation have not been through its filter. */
  #filterAgain({ filter, topic: { log }, topic }: Subscription, { cursor, below }: BacklogState): void {
    if (filter === undefined) return;
    const from = Math.max(below[0] ?? cursor, log.lowest);
    this.#filter(topic, from, log.head - from);
  }

  #onLeased(subscription: Subscription, deliveries: readonly Delivery[], deadlineMs: number) {
    const { serial, backlog } = subscription;
    this.journal.append(
      encodeDeliveries({ subscription: serial, cursor: backlog.cursor, deadlineMs, deliveries }),
    );
    // Only exactly-once must not forget a delivery; otherwise a crash costs a duplicate at most.
    return backlog.policy.exactlyOnce ? this.journal.written() : undefined;
  }

  #settle(
    subscription: Subscription,
    ids: readonly AckId[],
    kind: typeof RECORD.acknowledge | typeof RECORD.nack | typeof RECORD.extend,
    timeMs: number,
    apply: (id: AckId) => 'done' | 'stale',
  ): Settled {
    const done: AckId[] = [];
    const stale: AckId[] = [];
    for (const id of ids) (apply(id) === 'done' ? done : stale).push(id);
    if (done.length > 0) {
      const seqs = done.map(({ seq }) => seq);
      this.journal.append(encodeSettlement(kind, { subscription: subscription.serial, timeMs, seqs }));
    }
    return { done, stale };
  }
}
