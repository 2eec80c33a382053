import type { Backoff } from './retry-policy.ts';

/** What of a subscription's settings decides deliveries. */
export interface DeliveryPolicy {
  readonly ordered: boolean;
  readonly exactlyOnce: boolean;
  readonly filtered: boolean;
  readonly backoff: Backoff | undefined;
  /** Deliveries after which a message is dead-lettered. */
  readonly maxAttempts: number | undefined;
}

/** One delivery of one message. */
export interface Delivery {
  readonly seq: number;
  /** Which delivery of the message this is, from 1. */
  readonly attempt: number;
  /** Unlike that of any other delivery of the message. */
  readonly version: number;
  readonly ackId: string;
}

/** Whether an acknowledgement, a nack or an extension took effect or came too late. */
export type SettleOutcome = 'done' | 'stale';
