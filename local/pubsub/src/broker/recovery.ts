import { restoreCursor, restoreDelivery, restoreExtension, restoreFailure } from '../core/backlog-restore.ts';
import type { BacklogState } from '../core/snapshot.ts';
import type { Subscription } from '../core/subscription.ts';
import type { Topic } from '../core/topic.ts';
import { decodeDeliveries } from '../journal/delivery-record.ts';
import { RECORD, readJsonFrame } from '../journal/frame.ts';
import type { Journal, Position } from '../journal/journal.ts';
import { decodePublish } from '../journal/publish-record.ts';
import { decodeSettlement } from '../journal/settlement-record.ts';
import { type Checkpoint, restoreCheckpoint } from './checkpoint.ts';
import type { Operation, State } from './state.ts';

export interface RecoveryHooks {
  /** A batch of messages is back in the index. */
  onMessages(topic: Topic, firstSeq: number, count: number, segment: number): void;
  /** A seek is about to be repeated. */
  onSeek(subscription: Subscription, target: BacklogState): void;
}

/** Rebuilds the state from the journal: the newest checkpoint, older messages, then what happened since. */
export function recover(state: State, journal: Journal, hooks: RecoveryHooks): void {
  const replay = new Replay(state, hooks);
  journal.replay((frame, position) => replay.visit(frame, position));
  replay.finish();
}

class Replay {
  readonly #state: State;
  readonly #hooks: RecoveryHooks;
  #restoreOwed: (() => void) | undefined;

  constructor(state: State, hooks: RecoveryHooks) {
    this.#state = state;
    this.#hooks = hooks;
  }

  visit(frame: Buffer, position: Position): void {
    const kind = frame[8] as number;
    if (kind === RECORD.publish) this.#publish(frame, position);
    // Checkpoints of later segments only repeat what the records before them said.
    else if (kind === RECORD.checkpoint) this.#checkpoint(readJsonFrame(frame) as Checkpoint);
    else {
      // The first record after the checkpoint: all messages it can speak of are in the index by now.
      this.#settleCheckpoint();
      if (kind === RECORD.admin) this.#change(readJsonFrame(frame) as Operation);
      else if (kind === RECORD.deliver) this.#deliver(frame);
      else this.#settle(frame, kind);
    }
  }

  #change(operation: Operation): void {
    if (operation.op === 'seek') {
      const subscription = this.#state.subscriptions.get(operation.name);
      if (subscription !== undefined) this.#hooks.onSeek(subscription, operation);
    }
    this.#state.apply(operation);
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
    this.#hooks.onMessages(topic, record.firstSeq, offsets.length, segment);
  }

  #deliver(frame: Buffer): void {
    const { subscription, cursor, deadlineMs, deliveries } = decodeDeliveries(frame);
    const backlog = this.#state.subscriptionsBySerial.get(subscription)?.backlog;
    if (backlog === undefined) return;
    restoreCursor(backlog, cursor, new Set(deliveries.map(({ seq }) => seq)));
    for (const delivery of deliveries) restoreDelivery(backlog, delivery, deadlineMs);
  }

  #settle(frame: Buffer, kind: number): void {
    const { subscription, timeMs, seqs } = decodeSettlement(frame);
    const backlog = this.#state.subscriptionsBySerial.get(subscription)?.backlog;
    if (backlog === undefined) return;
    for (const seq of seqs) {
      if (kind === RECORD.acknowledge) backlog.settle(seq);
      else if (kind === RECORD.nack) restoreFailure(backlog, seq, timeMs);
      else if (kind === RECORD.extend) restoreExtension(backlog, seq, timeMs);
    }
  }
}
