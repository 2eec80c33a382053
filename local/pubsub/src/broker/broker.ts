import type { AckId } from '../core/ack-id.ts';
import type { Delivery } from '../core/backlog.ts';
import type { Clock } from '../core/clock.ts';
import type { Subscription } from '../core/subscription.ts';
import type { Topic } from '../core/topic.ts';
import { jsonFrame, RECORD } from '../journal/frame.ts';
import type { Journal } from '../journal/journal.ts';
import { encodePublish } from '../journal/publish-record.ts';
import type { OutgoingMessage } from '../wire/received-messages.ts';
import { Dispatcher } from './dispatcher.ts';
import { type Operation, State } from './state.ts';

export interface BrokerPorts {
  readonly clock: Clock;
  readonly journal: Journal;
}

/** The server's heart: resources, messages and who gets them, on top of a journal. */
export class Broker {
  readonly state = new State();
  readonly clock: Clock;
  readonly dispatcher: Dispatcher;
  readonly #journal: Journal;

  constructor({ clock, journal }: BrokerPorts) {
    this.clock = clock;
    this.#journal = journal;
    this.dispatcher = new Dispatcher({
      now: () => clock.now(),
      onLeased: () => undefined,
      defer: setImmediate,
    });
  }

  /** Applies a change of resources; resolves when it is durable. */
  async change(operation: Operation): Promise<void> {
    this.state.apply(operation);
    this.#journal.append(jsonFrame(RECORD.admin, operation));
    await this.#journal.written();
  }

  /**
   * Publishes encoded PubsubMessages; resolves with their ids when they are durable.
   * @param orderingKey the one key of all messages, '' for none
   */
  async publish(topic: Topic, messages: readonly Uint8Array[], orderingKey: string): Promise<string[]> {
    const firstSeq = topic.nextSeq;
    topic.nextSeq += messages.length;
    const publishMs = topic.publishTime(this.clock.now());
    const ids = messages.map((_, i) => topic.messageId(firstSeq + i));
    const { frame, record } = encodePublish(topic.serial, firstSeq, publishMs, orderingKey, messages, ids);
    const { segment, offset } = this.#journal.append(frame);
    await this.#journal.written();
    const offsets = record.offsets.map((at) => at + offset);
    topic.log.append({ ...record, segment, offsets });
    topic.counts.messages += messages.length;
    topic.counts.bytes += frame.length;
    for (const subscription of topic.subscriptions) {
      subscription.backlog.ahead += messages.length;
      this.dispatcher.wake(subscription);
    }
    return ids;
  }

  acknowledge(subscription: Subscription, ids: readonly AckId[]): void {
    const now = this.clock.now();
    for (const id of ids) subscription.backlog.acknowledge(id, now);
    this.dispatcher.wake(subscription);
  }

  /** @param seconds 0 gives the messages back at once */
  modifyAckDeadline(subscription: Subscription, ids: readonly AckId[], seconds: number): void {
    const now = this.clock.now();
    for (const id of ids) {
      if (seconds === 0) subscription.backlog.nack(id, now);
      else subscription.backlog.extend(id, now + seconds * 1000, now);
    }
    if (seconds === 0) this.dispatcher.wake(subscription);
  }

  /** The bodies that belong to deliveries. */
  outgoing(subscription: Subscription, deliveries: readonly Delivery[]): OutgoingMessage[] {
    const showAttempt = subscription.settings.deadLetterPolicy !== undefined;
    const messages: OutgoingMessage[] = [];
    for (const { seq, ackId, attempt } of deliveries) {
      const entry = subscription.topic.log.get(seq);
      if (entry === undefined) continue;
      const message = this.#journal.read(entry.segment, entry.offset, entry.length);
      messages.push({ ackId, message, attempt: showAttempt ? attempt : 0 });
    }
    return messages;
  }

  /** Lets time take effect; called often. */
  tick(): void {
    const now = this.clock.now();
    for (const subscription of this.state.subscriptions.values()) {
      const due = subscription.backlog.nextDueMs();
      if (due === undefined || due > now) continue;
      subscription.backlog.tick(now);
      this.dispatcher.wake(subscription);
    }
  }
}
