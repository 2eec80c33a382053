import {
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { Field } from '../engine/schema.ts';
import { type Descriptor, type FieldDescriptor, nested, SchemaMismatch } from './descriptor.ts';
import { type ReadScalar, scalarReader, WIRE_TYPE } from './scalars.ts';
import { type Reader, readEnd, readVarint, signed, skip, WireError } from './wire.ts';

/** How the rows of one writer are read into the columns of one table. */
export type RowDecoder = (rows: readonly Buffer[]) => DecodedRows;

export interface DecodedRows {
  /** One array per column of the table. */
  readonly columns: DuckDBValue[][];
  readonly errors: { readonly index: number; readonly message: string }[];
}

interface PlannedField {
  readonly column: number;
  readonly repeated: boolean;
  readonly wireType: number;
  readonly read: ReadScalar;
}

/** Field numbers up to here are looked up in an array. */
type Plan = { readonly byNumber: (PlannedField | undefined)[]; readonly fields: readonly Field[] };

/** @throws SchemaMismatch when the writer's schema does not fit the table */
export function rowDecoder(descriptor: Descriptor, fields: readonly Field[]): RowDecoder {
  const plan = planMessage(descriptor, descriptor, fields, '');
  const width = fields.length;
  return (rows) => {
    const columns: DuckDBValue[][] = Array.from({ length: width }, () =>
      new Array<DuckDBValue>(rows.length).fill(null),
    );
    const errors: { index: number; message: string }[] = [];
    const reader: Reader = { bytes: Buffer.alloc(0), at: 0, low: 0, high: 0 };
    const values = new Array<DuckDBValue>(width);
    for (let row = 0; row < rows.length; row++) {
      const bytes = rows[row] as Buffer;
      (reader as { bytes: Buffer }).bytes = bytes;
      reader.at = 0;
      try {
        readMessage(plan, reader, bytes.length, values, '');
        for (let column = 0; column < width; column++)
          (columns[column] as DuckDBValue[])[row] = values[column] as DuckDBValue;
      } catch (thrown) {
        errors.push({
          index: row,
          message: `Error while processing row ${row}: ${(thrown as Error).message}`,
        });
      }
    }
    return { columns, errors };
  };
}

function planMessage(root: Descriptor, message: Descriptor, fields: readonly Field[], path: string): Plan {
  const byNumber: (PlannedField | undefined)[] = [];
  const columns = new Map(fields.map((field, column) => [field.name.toLowerCase(), column]));
  const present = new Set<number>();
  for (const described of message.field ?? []) {
    const name = columnName(described);
    const column = columns.get(name.toLowerCase());
    const field = column === undefined ? undefined : fields[column];
    if (column === undefined || field === undefined) {
      throw new SchemaMismatch(`The source object has fields unknown to BigQuery: ${path}${name}.`, true);
    }
    const repeated = described.label === 'LABEL_REPEATED';
    if (repeated !== (field.mode === 'REPEATED'))
      throw new SchemaMismatch(
        `The proto field mode of ${path}${name} does not match the table's ${field.mode}`,
      );
    present.add(column);
    byNumber[described.number ?? 0] = {
      column,
      repeated,
      wireType: WIRE_TYPE[described.type ?? ''] ?? 2,
      read:
        described.type === 'TYPE_MESSAGE'
          ? messageReader(root, message, described, field, `${path}${name}.`)
          : scalarReader(field, described.type ?? ''),
    };
  }
  fields.forEach((field, column) => {
    if (field.mode === 'REQUIRED' && !present.has(column))
      throw new SchemaMismatch(`The required field ${path}${field.name} is missing in the proto message`);
  });
  return { byNumber, fields };
}

/** Names that are no protobuf identifiers travel in an option of the field. */
function columnName(field: FieldDescriptor): string {
  const annotated = field.options?.['.google.cloud.bigquery.storage.v1.columnName'];
  return typeof annotated === 'string' ? annotated : (field.name ?? '');
}

function messageReader(
  root: Descriptor,
  within: Descriptor,
  described: FieldDescriptor,
  field: Field,
  path: string,
): ReadScalar {
  if (field.type === 'TIMESTAMP' && described.typeName?.endsWith('google.protobuf.Timestamp'))
    return readTimestampMessage;
  if (field.type !== 'STRUCT')
    throw new SchemaMismatch(
      `The proto message ${path.slice(0, -1)} cannot be written to a column of type ${field.type}`,
    );
  const plan = planMessage(root, nested(root, within, described), field.fields, path);
  return (reader) => {
    const end = readEnd(reader);
    const values = new Array<DuckDBValue>(field.fields.length);
    readMessage(plan, reader, end, values, path);
    return new DuckDBStructValue(
      Object.fromEntries(field.fields.map(({ name }, index) => [name, values[index] ?? null])),
    );
  };
}

function readTimestampMessage(reader: Reader): DuckDBValue {
  const end = readEnd(reader);
  let micros = 0n;
  while (reader.at < end) {
    readVarint(reader);
    const number = reader.low >>> 3;
    readVarint(reader);
    if (number === 1) micros += signed(reader) * 1_000_000n;
    else micros += signed(reader) / 1000n;
  }
  return new DuckDBTimestampTZValue(micros);
}

/** Reads one message into `values`, one per field of the plan. @throws WireError, ValueError */
function readMessage(plan: Plan, reader: Reader, end: number, values: DuckDBValue[], path: string): void {
  const { byNumber, fields } = plan;
  for (let index = 0; index < fields.length; index++) values[index] = null;
  let lists: DuckDBValue[][] | undefined;
  while (reader.at < end) {
    readVarint(reader);
    const wireType = reader.low & 7;
    const field = byNumber[reader.low >>> 3];
    if (field === undefined) skip(reader, wireType);
    else if (!field.repeated && wireType === field.wireType) values[field.column] = field.read(reader);
    else if (field.repeated) {
      lists ??= [];
      lists[field.column] ??= [];
      const list = lists[field.column] as DuckDBValue[];
      if (wireType === field.wireType) list.push(field.read(reader));
      else if (wireType === 2) {
        const packedEnd = readEnd(reader);
        while (reader.at < packedEnd) list.push(field.read(reader));
      } else throw new WireError(`field ${path}${fields[field.column]?.name} has wire type ${wireType}`);
    } else throw new WireError(`field ${path}${fields[field.column]?.name} has wire type ${wireType}`);
  }
  if (reader.at !== end) throw new WireError('truncated row');
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index] as Field;
    if (field.mode === 'REPEATED') values[index] = new DuckDBListValue(lists?.[index] ?? []);
    else if (field.mode === 'REQUIRED' && values[index] === null)
      throw new WireError(`Missing required field: ${path}${field.name}.`);
  }
}
