import type { FaultInjector } from '@flightdeck/local-faults';
import { status } from '@grpc/grpc-js';
import { columnTypes } from '../engine/append.ts';
import type { Table } from '../engine/catalog.ts';
import { toChunks } from '../engine/chunks.ts';
import type { Engine } from '../engine/engine.ts';
import { partitionBounds } from '../engine/partition-bounds.ts';
import { appendChunks } from '../engine/writer.ts';
import { isApiError } from '../errors.ts';
import { schemaOf } from '../googlesql/names.ts';
import { type DecodedRows, type RowDecoder, rowDecoder } from './decode.ts';
import { type Descriptor, SchemaMismatch } from './descriptor.ts';
import { RpcError } from './errors.ts';
import { DEFAULT_STREAM, parseStream, type StreamName } from './names.ts';
import { takeOffset, type WriteStream, type WriteStreams } from './streams.ts';
import { toTableSchema } from './table-schema.ts';

export interface AppendRequest {
  writeStream?: string;
  offset?: { value?: string };
  protoRows?: { writerSchema?: { protoDescriptor?: Descriptor }; rows?: { serializedRows?: Buffer[] } };
  arrowRows?: object;
}

export interface AppendResponse {
  appendResult?: { offset?: { value: string } };
  error?: { code: number; message: string };
  updatedSchema?: object;
  rowErrors?: { index: string; code: string; message: string }[];
  writeStream?: string;
}

export interface Storage {
  readonly engine: Engine;
  readonly streams: WriteStreams;
  readonly faults: FaultInjector;
}

/** Decoders by writer schema and table schema: a connection sends its schema once, many send the same. */
const decoders = new Map<string, RowDecoder>();
const MAX_DECODERS = 200;

function decoderFor(descriptorKey: string, descriptor: Descriptor, table: Table): RowDecoder {
  const key = `${descriptorKey}\n${table.schemaVersion}`;
  const known = decoders.get(key);
  if (known) return known;
  const made = rowDecoder(descriptor, table.fields);
  const oldest = decoders.keys().next().value;
  if (decoders.size >= MAX_DECODERS && oldest !== undefined) decoders.delete(oldest);
  decoders.set(key, made);
  return made;
}

/** What one connection remembers between its requests. */
export interface Connection {
  /**
   * Takes in a request, in order, and returns what stores it.
   * @throws RpcError for what ends the connection
   */
  accept(request: AppendRequest): () => Promise<AppendResponse>;
}

export function createConnection(storage: Storage): Connection {
  let writeStream = '';
  let name: StreamName | undefined;
  let descriptor: Descriptor | undefined;
  let descriptorKey = '';
  let announced: string | undefined;

  return {
    accept: (request) => {
      if (request.writeStream && request.writeStream !== writeStream) {
        writeStream = request.writeStream;
        name = parseStream(writeStream);
        if (!name) {
          throw new RpcError(
            status.INVALID_ARGUMENT,
            `Invalid stream name: ${writeStream}. Expected projects/P/datasets/D/tables/T/streams/S.`,
          );
        }
        announced = undefined;
      }
      const schema = request.protoRows?.writerSchema?.protoDescriptor;
      if (schema) {
        descriptor = schema;
        descriptorKey = JSON.stringify(schema);
      }
      if (!name)
        throw new RpcError(
          status.INVALID_ARGUMENT,
          'Stream name is not specified: the first request needs write_stream.',
        );
      if (request.arrowRows)
        throw new RpcError(status.UNIMPLEMENTED, 'Arrow rows are not supported: send proto_rows.');
      if (!descriptor)
        throw new RpcError(
          status.INVALID_ARGUMENT,
          'Missing writer schema: the first request of a connection needs proto_rows.writer_schema.',
        );
      const table = tableOf(storage.engine, name);
      const head: AppendResponse = { writeStream };
      announced ??= table.schemaVersion;
      if (announced !== table.schemaVersion) head.updatedSchema = toTableSchema(table.fields);
      announced = table.schemaVersion;
      const stream = name.stream === DEFAULT_STREAM ? undefined : storage.streams.get(writeStream);
      const offset = request.offset === undefined ? undefined : Number(request.offset.value ?? 0);
      const rows = request.protoRows?.rows?.serializedRows ?? [];
      const decode = (): DecodedRows =>
        withinBounds(
          table,
          storage.engine.now(),
          decodeWith(descriptorKey, descriptor as Descriptor, table, rows),
        );
      // Offsets are given out in the order of arrival; rows of the default stream are only read when stored.
      if (stream) return inOrder(storage, table, stream, offset, decode(), head);
      if (offset !== undefined)
        return async () => ({
          error: { code: status.INVALID_ARGUMENT, message: 'Offset is not supported on the default stream.' },
          ...head,
        });
      return async () => {
        const decoded = decode();
        const refused = refuseRows(storage.faults, decoded, head);
        if (refused) return refused;
        await store(storage, table, undefined, decoded);
        return { appendResult: {}, ...head };
      };
    },
  };
}

function inOrder(
  storage: Storage,
  table: Table,
  stream: WriteStream,
  asked: number | undefined,
  decoded: DecodedRows,
  head: AppendResponse,
): () => Promise<AppendResponse> {
  const refused = refuseRows(storage.faults, decoded, head);
  if (refused) return async () => refused;
  const rows = decoded.columns[0]?.length ?? 0;
  let offset: number;
  try {
    offset = takeOffset(stream, asked, rows);
  } catch (thrown) {
    // A wrong offset is the answer to this request; the connection lives on.
    const { code, message } = thrown as RpcError;
    return async () => ({ error: { code, message }, ...head });
  }
  const stored = store(storage, table, stream, decoded).catch((thrown: unknown) => {
    stream.next = Math.min(stream.next, offset);
    throw thrown;
  });
  stored.catch(() => {});
  return async () => {
    await stored;
    return { appendResult: { offset: { value: String(offset) } }, ...head };
  };
}

async function store(
  { engine, streams }: Storage,
  table: Table,
  stream: WriteStream | undefined,
  { columns }: DecodedRows,
): Promise<void> {
  const chunks = toChunks(columnTypes(table), columns);
  const target = stream ? streams.target(stream, table) : table.name;
  const saved = stream && { ...stream };
  await engine.writer.commit(async (connection) => {
    await appendChunks(connection, schemaOf(target), target.table, chunks);
    if (saved) await streams.save(connection, saved);
  });
}

/** A bad row refuses its whole request; the answer tells the writer which rows to leave out. */
function refuseRows(
  faults: FaultInjector,
  { columns, errors }: DecodedRows,
  head: AppendResponse,
): AppendResponse | undefined {
  const rows = columns[0]?.length ?? 0;
  for (let index = 0; index < rows; index++) {
    if (faults.roll('partial-rows', 'AppendRows'))
      errors.push({ index, message: `Error while processing row ${index}: injected fault` });
  }
  if (errors.length === 0) return undefined;
  return {
    error: {
      code: status.INVALID_ARGUMENT,
      message: `Errors found while processing rows. Please refer to the row_errors field for details. The list may not be complete because of the size limitations. Entity: ${head.writeStream}`,
    },
    rowErrors: errors.map(({ index, message }) => ({ index: String(index), code: 'FIELDS_ERROR', message })),
    ...head,
  };
}

function decodeWith(key: string, descriptor: Descriptor, table: Table, rows: readonly Buffer[]): DecodedRows {
  try {
    return decoderFor(key, descriptor, table)(rows);
  } catch (thrown) {
    if (!(thrown instanceof SchemaMismatch)) throw thrown;
    throw new RpcError(
      status.INVALID_ARGUMENT,
      thrown.message,
      thrown.extraFields ? 'SCHEMA_MISMATCH_EXTRA_FIELDS' : undefined,
      { cause: thrown },
    );
  }
}

/** Adds the rows whose partition cannot be streamed to to those at fault. */
function withinBounds(table: Table, nowMs: number, decoded: DecodedRows): DecodedRows {
  const bounds = partitionBounds(table, nowMs);
  if (!bounds) return decoded;
  decoded.columns[bounds.column]?.forEach((value, index) => {
    const message = bounds.refuse(value);
    if (message !== undefined) decoded.errors.push({ index, message });
  });
  return decoded;
}

/** @throws RpcError NOT_FOUND; INVALID_ARGUMENT for a view */
export function tableOf(engine: Engine, { table }: StreamName): Table {
  try {
    const found = engine.catalog.table(table);
    if (found.kind === 'VIEW')
      throw new RpcError(status.INVALID_ARGUMENT, `Cannot write to the view ${table.table}.`);
    return found;
  } catch (thrown) {
    if (!isApiError(thrown)) throw thrown;
    throw new RpcError(
      status.NOT_FOUND,
      `Requested entity was not found. ${thrown.message}`,
      'TABLE_NOT_FOUND',
      { cause: thrown },
    );
  }
}
