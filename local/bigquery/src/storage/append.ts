import { type ServerDuplexStream, status } from '@grpc/grpc-js';
import { appendColumns } from '../engine/append.ts';
import type { Table } from '../engine/catalog.ts';
import type { Engine } from '../engine/engine.ts';
import { isApiError } from '../errors.ts';
import { type RowDecoder, rowDecoder } from './decode.ts';
import { type Descriptor, SchemaMismatch } from './descriptor.ts';
import { RpcError } from './errors.ts';
import { DEFAULT_STREAM, parseStream, type StreamName } from './names.ts';
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
  append(request: AppendRequest): Promise<AppendResponse>;
}

/** One AppendRows connection. @throws RpcError for what ends the connection */
export function createConnection(engine: Engine): Connection {
  let writeStream = '';
  let name: StreamName | undefined;
  let descriptor: Descriptor | undefined;
  let descriptorKey = '';
  let announced: string | undefined;

  return {
    append: async (request) => {
      if (request.writeStream && request.writeStream !== writeStream) {
        writeStream = request.writeStream;
        name = parseStream(writeStream);
        if (!name)
          throw new RpcError(
            status.INVALID_ARGUMENT,
            `Invalid stream name: ${writeStream}. Expected projects/P/datasets/D/tables/T/streams/S.`,
          );
        announced = undefined;
      }
      if (!name)
        throw new RpcError(
          status.INVALID_ARGUMENT,
          'Stream name is not specified: the first request needs write_stream.',
        );
      if (request.arrowRows)
        throw new RpcError(status.UNIMPLEMENTED, 'Arrow rows are not supported: send proto_rows.');
      const schema = request.protoRows?.writerSchema?.protoDescriptor;
      if (schema) {
        descriptor = schema;
        descriptorKey = JSON.stringify(schema);
      }
      if (!descriptor)
        throw new RpcError(
          status.INVALID_ARGUMENT,
          'Missing writer schema: the first request of a connection needs proto_rows.writer_schema.',
        );
      const table = tableOf(engine, name);
      announced ??= table.schemaVersion;
      const updated = announced === table.schemaVersion ? {} : { updatedSchema: toTableSchema(table.fields) };
      announced = table.schemaVersion;
      if (request.offset && name.stream === DEFAULT_STREAM) {
        return {
          error: { code: status.INVALID_ARGUMENT, message: 'Offset is not supported on the default stream.' },
          writeStream,
        };
      }
      const decoded = decode(descriptorKey, descriptor, table, request.protoRows?.rows?.serializedRows ?? []);
      if (decoded.errors.length > 0) {
        return {
          error: {
            code: status.INVALID_ARGUMENT,
            message: `Errors found while processing rows. Please refer to the row_errors field for details. The list may not be complete because of the size limitations. Entity: ${writeStream}`,
          },
          rowErrors: decoded.errors.map(({ index, message }) => ({
            index: String(index),
            code: 'FIELDS_ERROR',
            message,
          })),
          writeStream,
        };
      }
      await appendColumns(engine.writer, table, decoded.columns);
      return { appendResult: {}, ...updated, writeStream };
    },
  };
}

function decode(
  key: string,
  descriptor: Descriptor,
  table: Table,
  rows: readonly Buffer[],
): ReturnType<RowDecoder> {
  try {
    return decoderFor(key, descriptor, table)(rows);
  } catch (thrown) {
    if (thrown instanceof SchemaMismatch) {
      throw new RpcError(
        status.INVALID_ARGUMENT,
        thrown.message,
        thrown.extraFields ? 'SCHEMA_MISMATCH_EXTRA_FIELDS' : undefined,
      );
    }
    throw thrown;
  }
}

export function tableOf(engine: Engine, { table }: StreamName): Table {
  try {
    const found = engine.catalog.table(table);
    if (found.kind === 'VIEW')
      throw new RpcError(status.INVALID_ARGUMENT, `Cannot write to the view ${table.table}.`);
    return found;
  } catch (thrown) {
    if (isApiError(thrown))
      throw new RpcError(
        status.NOT_FOUND,
        `Requested entity was not found. ${thrown.message}`,
        'TABLE_NOT_FOUND',
        { cause: thrown },
      );
    throw thrown;
  }
}

/** Appends of one connection that may be under way at once; more are left in the socket. */
const MAX_IN_FLIGHT = 16;

/** Serves one bidirectional stream: answers in the order of the requests. */
export function serveAppendRows(
  engine: Engine,
  call: ServerDuplexStream<AppendRequest, AppendResponse>,
): void {
  const connection = createConnection(engine);
  let inFlight = 0;
  let last: Promise<unknown> = Promise.resolve();
  let failed = false;
  const fail = (thrown: unknown): void => {
    if (failed) return;
    failed = true;
    call.emit(
      'error',
      thrown instanceof RpcError
        ? thrown
        : new RpcError(status.INTERNAL, `Internal error: ${(thrown as Error).message}`),
    );
  };
  call.on('data', (request: AppendRequest) => {
    if (failed) return;
    if (++inFlight >= MAX_IN_FLIGHT) call.pause();
    const answer = connection.append(request);
    // Looked at in turn below; without this a rejection ahead of its turn would count as unhandled.
    answer.catch(() => {});
    last = last
      .then(() => answer)
      .then((response) => {
        if (!failed) call.write(response);
      })
      .catch(fail)
      .finally(() => {
        inFlight -= 1;
        call.resume();
      });
  });
  call.on('end', () => void last.then(() => failed || call.end()));
  call.on('error', () => {
    failed = true;
  });
  call.on('cancelled', () => {
    failed = true;
  });
}
