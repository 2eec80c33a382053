import { varintSize, WireReader, writeVarint } from './protobuf-bytes.ts';

/** What of an encoded PubsubMessage has to be known to accept and route it. */
export interface MessageShape {
  dataBytes: number;
  attributes: number;
  longestKey: number;
  longestValue: number;
  /** An attribute key begins with `goog`, which Pub/Sub keeps for itself. */
  reservedKey: boolean;
  emptyKey: boolean;
  orderingKey: string;
}

// Field numbers of google.pubsub.v1.PubsubMessage with their wire types.
const DATA = 1;
const ATTRIBUTES = 2;
const MESSAGE_ID_TAG = 0x1a;
const PUBLISH_TIME_TAG = 0x22;
const ORDERING_KEY = 5;

const text = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');

/** Walks an encoded PubsubMessage. @throws Error where it is no valid protobuf */
export function scanMessage(bytes: Uint8Array): MessageShape {
  const shape: MessageShape = {
    dataBytes: 0,
    attributes: 0,
    longestKey: 0,
    longestValue: 0,
    reservedKey: false,
    emptyKey: false,
    orderingKey: '',
  };
  const reader = new WireReader(bytes);
  while (reader.at < reader.end) {
    const tag = reader.varint();
    const wireType = tag % 8;
    if (wireType !== 2) {
      reader.skip(wireType);
      continue;
    }
    const length = reader.varint();
    const start = reader.at;
    const end = start + length;
    if (end > reader.end) throw new Error('truncated field');
    const field = Math.floor(tag / 8);
    if (field === DATA) shape.dataBytes = length;
    else if (field === ORDERING_KEY) shape.orderingKey = text(bytes, start, end);
    else if (field === ATTRIBUTES) scanAttribute(bytes, start, end, shape);
    reader.at = end;
  }
  return shape;
}

function scanAttribute(bytes: Uint8Array, start: number, end: number, shape: MessageShape): void {
  const reader = new WireReader(bytes, start, end);
  let keyBytes = 0;
  while (reader.at < end) {
    const tag = reader.varint();
    const length = reader.varint();
    if (tag === 0x0a) {
      keyBytes = length;
      const at = reader.at;
      // "goog"
      if (bytes[at] === 0x67 && bytes[at + 1] === 0x6f && bytes[at + 2] === 0x6f && bytes[at + 3] === 0x67) {
        if (length >= 4 && !isTracingKey(bytes, at, length)) shape.reservedKey = true;
      }
    } else if (length > shape.longestValue) shape.longestValue = length;
    reader.at += length;
    if (reader.at > end) throw new Error('truncated attribute');
  }
  shape.attributes++;
  if (keyBytes === 0) shape.emptyKey = true;
  if (keyBytes > shape.longestKey) shape.longestKey = keyBytes;
}

/** The client libraries' own tracing attributes (`googclient_…`) are let through, as Pub/Sub does. */
function isTracingKey(bytes: Uint8Array, at: number, length: number): boolean {
  return length > 11 && text(bytes, at, at + 11) === 'googclient_';
}

/** The attributes of an encoded PubsubMessage. */
export function readAttributes(bytes: Uint8Array): Record<string, string> {
  const attributes: Record<string, string> = Object.create(null) as Record<string, string>;
  const reader = new WireReader(bytes);
  while (reader.at < reader.end) {
    const tag = reader.varint();
    if (tag !== ATTRIBUTES * 8 + 2) {
      reader.skip(tag % 8);
      continue;
    }
    const end = reader.varint() + reader.at;
    let key = '';
    let value = '';
    while (reader.at < end) {
      const inner = reader.varint();
      const length = reader.varint();
      if (inner === 0x0a) key = text(bytes, reader.at, reader.at + length);
      else value = text(bytes, reader.at, reader.at + length);
      reader.at += length;
    }
    attributes[key] = value;
  }
  return attributes;
}

/** The data of an encoded PubsubMessage; a view, not a copy. */
export function readData(bytes: Uint8Array): Uint8Array {
  let data = bytes.subarray(0, 0);
  const reader = new WireReader(bytes);
  while (reader.at < reader.end) {
    const tag = reader.varint();
    if (tag !== DATA * 8 + 2) {
      reader.skip(tag % 8);
      continue;
    }
    const length = reader.varint();
    data = bytes.subarray(reader.at, reader.at + length);
    reader.at += length;
  }
  return data;
}

/** Bytes that `stampMessage` adds. */
export function stampSize(messageId: string, publishMs: number): number {
  const time = timestampSize(publishMs);
  return 2 + messageId.length + 2 + time;
}

/**
 * Appends message_id and publish_time to an encoded PubsubMessage: in protobuf the last value of a field
 * wins, so the message need not be decoded, and whatever a publisher put there is overruled.
 * @returns the position after what was written
 */
export function writeStamp(target: Buffer, at: number, messageId: string, publishMs: number): number {
  let position = at;
  target[position++] = MESSAGE_ID_TAG;
  target[position++] = messageId.length;
  for (let i = 0; i < messageId.length; i++) target[position++] = messageId.charCodeAt(i);
  target[position++] = PUBLISH_TIME_TAG;
  target[position++] = timestampSize(publishMs);
  target[position++] = 0x08;
  position = writeVarint(target, position, Math.floor(publishMs / 1000));
  // Nanos are written even when 0: a publisher's own value would shine through otherwise.
  target[position++] = 0x10;
  return writeVarint(target, position, Math.round((publishMs % 1000) * 1e6));
}

function timestampSize(publishMs: number): number {
  return 2 + varintSize(Math.floor(publishMs / 1000)) + varintSize(Math.round((publishMs % 1000) * 1e6));
}

/** Appends attributes to an encoded PubsubMessage; of a key that is there twice, the last value wins. */
export function withAttributes(message: Uint8Array, attributes: Readonly<Record<string, string>>): Buffer {
  const parts: Uint8Array[] = [message];
  for (const [key, value] of Object.entries(attributes)) {
    const keyBytes = Buffer.from(key);
    const valueBytes = Buffer.from(value);
    const entry = Buffer.concat([lengthPrefixed(0x0a, keyBytes), lengthPrefixed(0x12, valueBytes)]);
    parts.push(lengthPrefixed(ATTRIBUTES * 8 + 2, entry));
  }
  return Buffer.concat(parts);
}

function lengthPrefixed(tag: number, bytes: Uint8Array): Buffer {
  const target = Buffer.alloc(1 + varintSize(bytes.length) + bytes.length);
  target[0] = tag;
  target.set(bytes, writeVarint(target, 1, bytes.length));
  return target;
}
