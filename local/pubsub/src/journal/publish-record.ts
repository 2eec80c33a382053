import { stampSize, writeStamp } from '../wire/pubsub-message.ts';
import { FRAME_BYTES, RECORD, sealFrame } from './frame.ts';

/** Fixed part of a publish record: topic u32, first sequence f64, publish time f64, key bytes u16, count u32. */
const FIXED_BYTES = 26;

export interface PublishRecord {
  readonly topic: number;
  readonly firstSeq: number;
  readonly publishMs: number;
  readonly orderingKey: string;
  /** Where each message lies within the frame. */
  readonly offsets: Uint32Array;
  readonly lengths: Uint32Array;
}

/**
 * Lays out one publish request as one record: the messages, each with its id and publish time appended,
 * ready to be sent to subscribers from where they lie.
 */
export function encodePublish(
  topic: number,
  firstSeq: number,
  publishMs: number,
  orderingKey: string,
  messages: readonly Uint8Array[],
  messageIds: readonly string[],
): { readonly frame: Buffer; readonly record: PublishRecord } {
  const count = messages.length;
  const keyBytes = Buffer.byteLength(orderingKey);
  const offsets = new Uint32Array(count);
  const lengths = new Uint32Array(count);
  let at = FRAME_BYTES + FIXED_BYTES + keyBytes + 4 * count;
  for (let i = 0; i < count; i++) {
    const length = (messages[i] as Uint8Array).length + stampSize(messageIds[i] as string, publishMs);
    offsets[i] = at;
    lengths[i] = length;
    at += length;
  }
  const frame = Buffer.allocUnsafe(at);
  let head = frame.writeUInt32LE(topic, FRAME_BYTES);
  head = frame.writeDoubleLE(firstSeq, head);
  head = frame.writeDoubleLE(publishMs, head);
  head = frame.writeUInt16LE(keyBytes, head);
  head = frame.writeUInt32LE(count, head);
  head += frame.write(orderingKey, head);
  for (let i = 0; i < count; i++) head = frame.writeUInt32LE(lengths[i] as number, head);
  for (let i = 0; i < count; i++) {
    const message = messages[i] as Uint8Array;
    frame.set(message, offsets[i] as number);
    writeStamp(frame, (offsets[i] as number) + message.length, messageIds[i] as string, publishMs);
  }
  sealFrame(frame, RECORD.publish);
  return { frame, record: { topic, firstSeq, publishMs, orderingKey, offsets, lengths } };
}

/** Reads a publish record of a whole frame. Offsets are within the frame. */
export function decodePublish(frame: Buffer): PublishRecord {
  let at = FRAME_BYTES;
  const topic = frame.readUInt32LE(at);
  const firstSeq = frame.readDoubleLE(at + 4);
  const publishMs = frame.readDoubleLE(at + 12);
  const keyBytes = frame.readUInt16LE(at + 20);
  const count = frame.readUInt32LE(at + 22);
  at += FIXED_BYTES;
  const orderingKey = frame.toString('utf8', at, at + keyBytes);
  at += keyBytes;
  const offsets = new Uint32Array(count);
  const lengths = new Uint32Array(count);
  let body = at + 4 * count;
  for (let i = 0; i < count; i++, at += 4) {
    const length = frame.readUInt32LE(at);
    offsets[i] = body;
    lengths[i] = length;
    body += length;
  }
  return { topic, firstSeq, publishMs, orderingKey, offsets, lengths };
}
