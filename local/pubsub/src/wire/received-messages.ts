import { varintSize, writeVarint } from './protobuf-bytes.ts';

export interface OutgoingMessage {
  readonly ackId: string;
  /** The encoded PubsubMessage. */
  readonly message: Uint8Array;
  /** 0 where the subscription has no dead-letter policy. */
  readonly attempt: number;
}

/** Tag of `received_messages`, field 1 of both PullResponse and StreamingPullResponse. */
const RECEIVED_MESSAGES_TAG = 0x0a;

/**
 * Encodes a PullResponse or a StreamingPullResponse that holds messages only. Message bodies are copied
 * once and never decoded, which is most of what makes delivery cheap.
 */
export function encodeReceivedMessages(messages: readonly OutgoingMessage[]): Buffer {
  let total = 0;
  const sizes = new Array<number>(messages.length);
  for (let i = 0; i < messages.length; i++) {
    const { ackId, message, attempt } = messages[i] as OutgoingMessage;
    let size = 1 + varintSize(ackId.length) + ackId.length + 1 + varintSize(message.length) + message.length;
    if (attempt > 0) size += 1 + varintSize(attempt);
    sizes[i] = size;
    total += 1 + varintSize(size) + size;
  }
  const target = Buffer.allocUnsafe(total);
  let at = 0;
  for (let i = 0; i < messages.length; i++) {
    const { ackId, message, attempt } = messages[i] as OutgoingMessage;
    target[at++] = RECEIVED_MESSAGES_TAG;
    at = writeVarint(target, at, sizes[i] as number);
    target[at++] = 0x0a;
    at = writeVarint(target, at, ackId.length);
    at += target.write(ackId, at, 'latin1');
    target[at++] = 0x12;
    at = writeVarint(target, at, message.length);
    target.set(message, at);
    at += message.length;
    if (attempt > 0) {
      target[at++] = 0x18;
      at = writeVarint(target, at, attempt);
    }
  }
  return target;
}
