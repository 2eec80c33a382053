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
