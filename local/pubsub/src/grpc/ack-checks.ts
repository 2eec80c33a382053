import { type AckId, parseAckId } from '../core/ack-id.ts';
import type { Subscription } from '../core/subscription.ts';
import { invalidArgument } from './status.ts';

/** Longest ack deadline, in seconds. */
export const MAX_ACK_DEADLINE_SECONDS = 600;

/**
 * The deliveries that ack ids stand for.
 * @throws RpcError INVALID_ARGUMENT where one is no ack id of this subscription
 */
export function readAckIds(texts: readonly string[], subscription: Subscription): AckId[] {
  if (texts.length === 0) throw invalidArgument('The value for ack_ids must not be empty.');
  return texts.map((text) => {
    const id = parseAckId(text);
    if (id === undefined || id.subscription !== subscription.serial) {
      throw invalidArgument(`You have passed an invalid ack ID to the service (ack_id=${text}).`);
    }
    return id;
  });
}

/** @throws RpcError INVALID_ARGUMENT unless 0 to 600 */
export function checkModifiedDeadline(seconds: number): number {
  if (seconds < 0 || seconds > MAX_ACK_DEADLINE_SECONDS) {
    throw invalidArgument(
      `Invalid ack deadline given (ack_deadline_seconds=${seconds}). It must be between 0 and ${MAX_ACK_DEADLINE_SECONDS} seconds.`,
    );
  }
  return seconds;
}

const MIN_STREAM_DEADLINE_SECONDS = 10;

/** @throws RpcError INVALID_ARGUMENT unless 10 to 600 */
export function streamDeadlineMs(seconds: number): number {
  if (seconds >= MIN_STREAM_DEADLINE_SECONDS && seconds <= MAX_ACK_DEADLINE_SECONDS) return seconds * 1000;
  throw invalidArgument(
    `Invalid stream ack deadline given (stream_ack_deadline_seconds=${seconds}). It must be between ${MIN_STREAM_DEADLINE_SECONDS} and ${MAX_ACK_DEADLINE_SECONDS} seconds.`,
  );
}

/** With exactly-once delivery no lease is shorter than this, in ms: its acknowledgement takes a round trip more. */
const EXACTLY_ONCE_LEASE_MS = 60_000;

/** How long a delivery is leased, in ms. */
export function leaseMs({ backlog }: Subscription, deadlineMs: number): number {
  return backlog.policy.exactlyOnce ? Math.max(deadlineMs, EXACTLY_ONCE_LEASE_MS) : deadlineMs;
}
