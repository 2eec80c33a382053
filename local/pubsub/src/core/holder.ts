/**
 * Who receives messages: one StreamingPull, one Pull or the pusher. What it has received and not settled
 * counts against its limits.
 */
export interface Holder {
  /** Most messages outstanding at once; Infinity for no limit. */
  maxMessages: number;
  /** Most bytes outstanding at once; one message is always let through. */
  readonly maxBytes: number;
  outstandingMessages: number;
  outstandingBytes: number;
}

export function createHolder(maxMessages: number, maxBytes: number): Holder {
  return { maxMessages, maxBytes, outstandingMessages: 0, outstandingBytes: 0 };
}

/** Whether the holder may receive a message of `bytes` more. */
export function hasRoom(holder: Holder, bytes: number): boolean {
  if (holder.outstandingMessages >= holder.maxMessages) return false;
  return holder.outstandingMessages === 0 || holder.outstandingBytes + bytes <= holder.maxBytes;
}
