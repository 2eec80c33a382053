/** Reads protobuf's wire format. https://protobuf.dev/programming-guides/encoding/ */
export interface Reader {
  readonly bytes: Buffer;
  at: number;
  /** Low and high 32 bits of the varint read last; two numbers, as a bigint for each would halve the speed. */
  low: number;
  high: number;
}

export class WireError extends Error {
  override readonly name = 'WireError';
}

export function readVarint(reader: Reader): void {
  const { bytes } = reader;
  let low = 0;
  let high = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = bytes[reader.at++];
    if (byte === undefined) throw new WireError('truncated row');
    const bits = byte & 0x7f;
    if (shift < 28) low |= bits << shift;
    else if (shift === 28) {
      low |= bits << 28;
      high |= bits >> 4;
    } else high |= bits << (shift - 32);
    if (byte < 0x80) {
      reader.low = low >>> 0;
      reader.high = high >>> 0;
      return;
    }
  }
  throw new WireError('malformed varint');
}

const TWO_32 = 4_294_967_296;
/** High words below this leave the value within a double's 53 bits. */
const SAFE_HIGH = 0x1f_ffff;

/** The varint read last as a signed 64-bit integer. */
export function signed(reader: Reader): bigint {
  if (reader.high <= SAFE_HIGH) return BigInt(reader.high * TWO_32 + reader.low);
  return BigInt.asIntN(64, (BigInt(reader.high) << 32n) | BigInt(reader.low));
}

/** The varint read last, unsigned. */
export function unsigned(reader: Reader): bigint {
  return reader.high <= SAFE_HIGH
    ? BigInt(reader.high * TWO_32 + reader.low)
    : (BigInt(reader.high) << 32n) | BigInt(reader.low);
}

/** The varint read last, zigzag-decoded. */
export function zigzag(reader: Reader): bigint {
  const value = unsigned(reader);
  return (value >> 1n) ^ -(value & 1n);
}

/** Reads a length and returns the end of what follows. */
export function readEnd(reader: Reader): number {
  readVarint(reader);
  const end = reader.at + reader.low;
  if (reader.high !== 0 || end > reader.bytes.length) throw new WireError('truncated row');
  return end;
}

export function need(reader: Reader, bytes: number): number {
  const at = reader.at;
  if (at + bytes > reader.bytes.length) throw new WireError('truncated row');
  reader.at = at + bytes;
  return at;
}

/** Skips a field that the plan does not know. */
export function skip(reader: Reader, wireType: number): void {
  if (wireType === 0) readVarint(reader);
  else if (wireType === 1) need(reader, 8);
  else if (wireType === 2) reader.at = readEnd(reader);
  else if (wireType === 5) need(reader, 4);
  else throw new WireError(`unsupported wire type ${wireType}`);
}
