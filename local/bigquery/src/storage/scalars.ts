import { isUtf8 } from 'node:buffer';
import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { Field, FieldType } from '../engine/schema.ts';
import { readField } from '../engine/values.ts';
import { SchemaMismatch } from './descriptor.ts';
import { need, type Reader, readEnd, readVarint, signed, unsigned, WireError, zigzag } from './wire.ts';

export type ReadScalar = (reader: Reader) => DuckDBValue;

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

/** The wire type of each protobuf type. */
export const WIRE_TYPE: Readonly<Record<string, number>> = {
  TYPE_DOUBLE: FIXED64,
  TYPE_FLOAT: FIXED32,
  TYPE_INT64: VARINT,
  TYPE_UINT64: VARINT,
  TYPE_INT32: VARINT,
  TYPE_UINT32: VARINT,
  TYPE_SINT32: VARINT,
  TYPE_SINT64: VARINT,
  TYPE_BOOL: VARINT,
  TYPE_ENUM: VARINT,
  TYPE_FIXED64: FIXED64,
  TYPE_SFIXED64: FIXED64,
  TYPE_FIXED32: FIXED32,
  TYPE_SFIXED32: FIXED32,
  TYPE_STRING: LENGTH,
  TYPE_BYTES: LENGTH,
  TYPE_MESSAGE: LENGTH,
};

const readString: (reader: Reader) => string = (reader) => {
  const end = readEnd(reader);
  const start = reader.at;
  reader.at = end;
  const text = reader.bytes.toString('utf8', start, end);
  if (text.includes('\uFFFD') && !isUtf8(reader.bytes.subarray(start, end)))
    throw new WireError('invalid UTF-8 in a string');
  return text;
};

const readBytes = (reader: Reader): Uint8Array => {
  const end = readEnd(reader);
  const start = reader.at;
  reader.at = end;
  return new Uint8Array(reader.bytes.subarray(start, end));
};

const varint =
  (turn: (reader: Reader) => bigint) =>
  (reader: Reader): bigint => {
    readVarint(reader);
    return turn(reader);
  };

const INTEGERS: Readonly<Record<string, (reader: Reader) => bigint>> = {
  TYPE_INT64: varint(signed),
  TYPE_INT32: varint(signed),
  TYPE_ENUM: varint(signed),
  TYPE_UINT64: varint(unsigned),
  TYPE_UINT32: varint(unsigned),
  TYPE_SINT64: varint(zigzag),
  TYPE_SINT32: varint(zigzag),
  TYPE_FIXED64: (reader) => reader.bytes.readBigUInt64LE(need(reader, 8)),
  TYPE_SFIXED64: (reader) => reader.bytes.readBigInt64LE(need(reader, 8)),
  TYPE_FIXED32: (reader) => BigInt(reader.bytes.readUInt32LE(need(reader, 4))),
  TYPE_SFIXED32: (reader) => BigInt(reader.bytes.readInt32LE(need(reader, 4))),
};

const FLOATS: Readonly<Record<string, (reader: Reader) => number>> = {
  TYPE_DOUBLE: (reader) => reader.bytes.readDoubleLE(need(reader, 8)),
  TYPE_FLOAT: (reader) => reader.bytes.readFloatLE(need(reader, 4)),
};

/** Civil times packed into an integer: 20 bits of microseconds, then second, minute, hour, day, month, year. */
function unpackTime(packed: bigint): bigint {
  const bits = (shift: bigint, width: bigint): bigint => (packed >> shift) & ((1n << width) - 1n);
  return ((bits(32n, 5n) * 60n + bits(26n, 6n)) * 60n + bits(20n, 6n)) * 1_000_000n + bits(0n, 20n);
}

function unpackDatetime(packed: bigint): bigint {
  const bits = (shift: bigint, width: bigint): number => Number((packed >> shift) & ((1n << width) - 1n));
  const milliseconds = Date.UTC(bits(46n, 14n), bits(42n, 4n) - 1, bits(37n, 5n));
  return BigInt(milliseconds) * 1000n + unpackTime(packed);
}

/** Two's complement, little endian, scaled: how NUMERIC travels as bytes. */
function unpackDecimal(bytes: Uint8Array, scale: number): DuckDBDecimalValue {
  let value = 0n;
  for (let index = bytes.length - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[index] ?? 0);
  return new DuckDBDecimalValue(BigInt.asIntN(bytes.length * 8, value), 38, scale);
}

const FROM_INTEGER: Readonly<Partial<Record<FieldType, (value: bigint) => DuckDBValue>>> = {
  INT64: (value) => value,
  FLOAT64: Number,
  BOOL: (value) => value !== 0n,
  STRING: String,
  TIMESTAMP: (value) => new DuckDBTimestampTZValue(value),
  DATE: (value) => new DuckDBDateValue(Number(value)),
  TIME: (value) => new DuckDBTimeValue(unpackTime(value)),
  DATETIME: (value) => new DuckDBTimestampValue(unpackDatetime(value)),
  NUMERIC: (value) => new DuckDBDecimalValue(value * 10n ** 9n, 38, 9),
  BIGNUMERIC: (value) => new DuckDBDecimalValue(value * 10n ** 18n, 38, 18),
};

/**
 * A reader of one protobuf type into one column.
 * https://cloud.google.com/bigquery/docs/supported-data-types#supported_protocol_buffer_data_types
 * @throws SchemaMismatch when the two do not go together
 */
export function scalarReader(field: Field, protoType: string): ReadScalar {
  const one: Field = { ...field, mode: 'NULLABLE' };
  const fromText = (text: string | number): DuckDBValue =>
    readField(one, text, { ignoreUnknownValues: false });
  const integer = INTEGERS[protoType];
  const convert = FROM_INTEGER[field.type];
  if (integer && convert) return field.type === 'INT64' ? integer : (reader) => convert(integer(reader));
  const float = FLOATS[protoType];
  if (float && field.type === 'FLOAT64') return float;
  if (float && (field.type === 'NUMERIC' || field.type === 'BIGNUMERIC'))
    return (reader) => fromText(float(reader));
  if (protoType === 'TYPE_BOOL' && (field.type === 'BOOL' || field.type === 'STRING')) {
    return (reader) => {
      readVarint(reader);
      const value = (reader.low | reader.high) !== 0;
      return field.type === 'BOOL' ? value : String(value);
    };
  }
  if (protoType === 'TYPE_STRING') {
    if (field.type === 'STRING' || field.type === 'GEOGRAPHY') return readString;
    if (field.type === 'BYTES')
      return (reader) => new DuckDBBlobValue(new Uint8Array(Buffer.from(readString(reader), 'utf8')));
    return (reader) => fromText(readString(reader));
  }
  if (protoType === 'TYPE_BYTES') {
    if (field.type === 'BYTES') return (reader) => new DuckDBBlobValue(readBytes(reader));
    if (field.type === 'NUMERIC') return (reader) => unpackDecimal(readBytes(reader), 9);
    if (field.type === 'STRING' || field.type === 'JSON') return readString;
  }
  throw new SchemaMismatch(
    `The proto field type ${protoType.replace('TYPE_', '').toLowerCase()} of ${field.name} cannot be written to a column of type ${field.type}`,
  );
}
