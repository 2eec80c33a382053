import { FRAME_BYTES, type RecordKind, sealFrame } from './frame.ts';

/** Fixed part: subscription u32, time f64, count u32. */
const FIXED_BYTES = 16;

export interface SettlementRecord {
  readonly subscription: number;
  /** When it happened, or, for an extension, the new end of the lease; ms since the epoch. */
  readonly timeMs: number;
  readonly seqs: readonly number[];
}

/** Messages that were acknowledged, given back or extended together. */
export function encodeSettlement(kind: RecordKind, { subscription, timeMs, seqs }: SettlementRecord): Buffer {
  const frame = Buffer.allocUnsafe(FRAME_BYTES + FIXED_BYTES + 8 * seqs.length);
  let at = frame.writeUInt32LE(subscription, FRAME_BYTES);
  at = frame.writeDoubleLE(timeMs, at);
  at = frame.writeUInt32LE(seqs.length, at);
  for (const seq of seqs) at = frame.writeDoubleLE(seq, at);
  return sealFrame(frame, kind);
}

export function decodeSettlement(frame: Buffer): SettlementRecord {
  const count = frame.readUInt32LE(FRAME_BYTES + 12);
  const seqs: number[] = [];
  for (let i = 0; i < count; i++) seqs.push(frame.readDoubleLE(FRAME_BYTES + FIXED_BYTES + 8 * i));
  return {
    subscription: frame.readUInt32LE(FRAME_BYTES),
    timeMs: frame.readDoubleLE(FRAME_BYTES + 4),
    seqs,
  };
}
