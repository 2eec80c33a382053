import type { Delivery } from '../core/delivery.ts';
import { FRAME_BYTES, RECORD, sealFrame } from './frame.ts';

/** Fixed part: subscription u32, cursor f64, deadline f64, count u32. */
const FIXED_BYTES = 24;
/** Each delivery: sequence f64, version u32, attempt u16. */
const ENTRY_BYTES = 14;

export interface DeliveryRecord {
  readonly subscription: number;
  /** The backlog's cursor after the deliveries. */
  readonly cursor: number;
  readonly deadlineMs: number;
  readonly deliveries: readonly Omit<Delivery, 'ackId'>[];
}

/** What was leased, so that leases and ack ids outlive a restart. */
export function encodeDeliveries(record: DeliveryRecord): Buffer {
  const { subscription, cursor, deadlineMs, deliveries } = record;
  const frame = Buffer.allocUnsafe(FRAME_BYTES + FIXED_BYTES + ENTRY_BYTES * deliveries.length);
  let at = frame.writeUInt32LE(subscription, FRAME_BYTES);
  at = frame.writeDoubleLE(cursor, at);
  at = frame.writeDoubleLE(deadlineMs, at);
  at = frame.writeUInt32LE(deliveries.length, at);
  for (const { seq, version, attempt } of deliveries) {
    at = frame.writeDoubleLE(seq, at);
    at = frame.writeUInt32LE(version, at);
    at = frame.writeUInt16LE(Math.min(attempt, 0xffff), at);
  }
  return sealFrame(frame, RECORD.deliver);
}

export function decodeDeliveries(frame: Buffer): DeliveryRecord {
  let at = FRAME_BYTES + FIXED_BYTES;
  const count = frame.readUInt32LE(FRAME_BYTES + 20);
  const deliveries: { seq: number; version: number; attempt: number }[] = [];
  for (let i = 0; i < count; i++, at += ENTRY_BYTES) {
    deliveries.push({
      seq: frame.readDoubleLE(at),
      version: frame.readUInt32LE(at + 8),
      attempt: frame.readUInt16LE(at + 12),
    });
  }
  return {
    subscription: frame.readUInt32LE(FRAME_BYTES),
    cursor: frame.readDoubleLE(FRAME_BYTES + 4),
    deadlineMs: frame.readDoubleLE(FRAME_BYTES + 12),
    deliveries,
  };
}
