import { durationMs } from './duration.ts';
import { MessageLog } from './message-log.ts';
import type { TopicSettings } from './resources.ts';
import type { Subscription } from './subscription.ts';

/** What a topic's subscriptions show once the topic is deleted. */
export const DELETED_TOPIC = '_deleted-topic_';

/** Digits of a message id that count within the topic. */
const SEQUENCE_DIGITS = 12;

/** A topic: its settings, the index of its messages, and who is subscribed. */
export class Topic {
  readonly name: string;
  /** Never used twice, so that messages of a deleted topic of the same name are told apart. */
  readonly serial: number;
  settings: TopicSettings;
  readonly log: MessageLog;
  readonly subscriptions = new Set<Subscription>();
  /** Given to the next message published; runs ahead of the log's head while publishes are being written. */
  nextSeq: number;
  deleted = false;
  /** Totals since start, for metrics: requests by their outcome, and messages and bytes accepted. */
  readonly counts = { requests: new Map<string, number>(), messages: 0, bytes: 0 };
  #lastPublishMs = 0;

  constructor(serial: number, settings: TopicSettings, nextSeq = 0) {
    this.name = settings.name;
    this.serial = serial;
    this.settings = settings;
    this.nextSeq = nextSeq;
    this.log = new MessageLog(nextSeq);
  }

  /** A publish time that never falls, even when the clock is set back: seek by time rests on it. */
  publishTime(nowMs: number): number {
    this.#lastPublishMs = Math.max(this.#lastPublishMs, Math.floor(nowMs));
    return this.#lastPublishMs;
  }

  /** How long messages are kept for seeks, acknowledged or not, in ms; 0 where the topic does not say. */
  get retentionMs(): number {
    return durationMs(this.settings.messageRetentionDuration) ?? 0;
  }

  messageId(seq: number): string {
    return `${this.serial}${String(seq).padStart(SEQUENCE_DIGITS, '0')}`;
  }
}
