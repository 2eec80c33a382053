import type { Topic } from '../core/topic.ts';
import { decodeDeliveries } from '../journal/delivery-record.ts';
import { RECORD, readJsonFrame } from '../journal/frame.ts';
import type { Journal, Position } from '../journal/journal.ts';
import { decodePublish } from '../journal/publish-record.ts';
import { decodeSettlement } from '../journal/settlement-record.ts';
import { type Checkpoint, restoreCheckpoint } from './checkpoint.ts';
import type { Operation, State } from './state.ts';

/** Called for each batch of messages that is back in the index. */
export type OnMessages = (
  topic: Topic,
  firstSeq: number,
  count: number,
  segment: number,
  frame: Buffer,
) => void;

/** Rebuilds the state from the journal: the newest checkpoint, older messages, then what happened since. */
export function recover(state: State, journal: Journal, onMessages: OnMessages): void {
  const replay = new Replay(state, onMessages);
  journal.replay((frame, position) => replay.visit(frame, position));
  replay.finish();
}

class Replay {
  readonly #state: State;
  readonly #onMessages: OnMessages;
  #restoreOwed: (() => void) | undefined;

  constructor(state: State, onMessages: OnMessages) {
    this.#state = state;
    this.#onMessages = onMessages;
  }

  visit(frame: Buffer, position: Position): void {
    const kind = frame[8] as number;
    if (kind === RECORD.publish) this.#publish(frame, position);
    // Checkpoints of later segments only repeat what the records before them said.
    else if (kind === RECORD.checkpoint) this.#checkpoint(readJsonFrame(frame) as Checkpoint);
    else {
      // The first record after the checkpoint: all messages it can speak of are in the index by now.
      this.#settleCheckpoint();
      if (kind === RECORD.admin) this.#state.apply(readJsonFrame(frame) as Operation);
      else if (kind === RECORD.deliver) this.#deliver(frame);
      else this.#settle(frame, kind);
    }
  }

  #checkpoint(checkpoint: Checkpoint): void {
    this.#restoreOwed ??= restoreCheckpoint(this.#state, checkpoint);
  }

  finish(): void {
    this.#settleCheckpoint();
    for (const { backlog } of this.#state.subscriptions.values()) backlog.recount();
  }

  #settleCheckpoint(): void {
    this.#restoreOwed?.();
    this.#restoreOwed = () => {};
  }

  #publish(frame: Buffer, { segment, offset }: Position): void {
    const record = decodePublish(frame);
    const topic = this.#state.topicsBySerial.get(record.topic);
    if (topic === undefined) return;
    const offsets = record.offsets.map((at) => at + offset);
    topic.log.append({ ...record, segment, offsets });
    topic.nextSeq = Math.max(topic.nextSeq, record.firstSeq + offsets.length);
    topic.publishTime(record.publishMs);
    this.#onMessages(topic, record.firstSeq, offsets.length, segment, frame);
  }

  #deliver(frame: Buffer): void {
    const { subscription, cursor, deadlineMs, deliveries } = decodeDeliveries(frame);
    const backlog = this.#state.subscriptionsBySerial.get(subscription)?.backlog;
    if (backlog === undefined) return;
    backlog.restoreCursor(cursor, new Set(deliveries.map(({ seq }) => seq)));
    for (const { seq, version, attempt } of deliveries)
      backlog.restoreDelivery(seq, version, attempt, deadlineMs);
  }

  #settle(frame: Buffer, kind: number): void {
    const { subscription, timeMs, seqs } = decodeSettlement(frame);
    const backlog = this.#state.subscriptionsBySerial.get(subscription)?.backlog;
    if (backlog === undefined) return;
    for (const seq of seqs) {
      if (kind === RECORD.acknowledge) backlog.settle(seq);
      else if (kind === RECORD.nack) backlog.restoreFailure(seq, timeMs);
      else if (kind === RECORD.extend) backlog.restoreExtension(seq, timeMs);
    }
  }
}
