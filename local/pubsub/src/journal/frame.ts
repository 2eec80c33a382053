import { crc32 } from 'node:zlib';

/** Length u32, checksum u32 and kind u8 before every record. */
export const FRAME_BYTES = 9;

/** Kinds of record. Numbers are on disk: never reuse one. */
export const RECORD = {
  checkpoint: 1,
  admin: 2,
  publish: 3,
  deliver: 4,
  acknowledge: 5,
  nack: 6,
  extend: 7,
} as const;

export type RecordKind = (typeof RECORD)[keyof typeof RECORD];

/** Fills the head of a frame whose body is in place. */
export function sealFrame(frame: Buffer, kind: RecordKind): Buffer {
  frame.writeUInt32LE(frame.length, 0);
  frame[8] = kind;
  frame.writeUInt32LE(crc32(frame.subarray(8)), 4);
  return frame;
}

/**
 * The frame that begins at `at`, or undefined where none is whole: a torn tail, which a crash in the
 * middle of a write leaves, or damage.
 */
export function readFrame(bytes: Buffer, at: number): Buffer | undefined {
  if (at + FRAME_BYTES > bytes.length) return undefined;
  const length = bytes.readUInt32LE(at);
  if (length < FRAME_BYTES || at + length > bytes.length) return undefined;
  const frame = bytes.subarray(at, at + length);
  return crc32(frame.subarray(8)) === frame.readUInt32LE(4) ? frame : undefined;
}

/** A record whose body is JSON. */
export function jsonFrame(kind: RecordKind, value: unknown): Buffer {
  const text = JSON.stringify(value);
  const frame = Buffer.allocUnsafe(FRAME_BYTES + Buffer.byteLength(text));
  frame.write(text, FRAME_BYTES);
  return sealFrame(frame, kind);
}

export function readJsonFrame(frame: Buffer): unknown {
  return JSON.parse(frame.toString('utf8', FRAME_BYTES));
}
