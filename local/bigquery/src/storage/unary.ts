import { status } from '@grpc/grpc-js';
import { type Storage, tableOf } from './append.ts';
import { RpcError } from './errors.ts';
import { DEFAULT_STREAM, parseStream, parseTable } from './names.ts';
import type { StreamType, WriteStream } from './streams.ts';
import { toTableSchema } from './table-schema.ts';

type Request = Readonly<Record<string, unknown>>;
export type Unary = (request: Request) => Promise<object> | object;

const text = (request: Request, name: string): string => String(request[name] ?? '');
const invalid = (message: string): RpcError => new RpcError(status.INVALID_ARGUMENT, message);

/** google.protobuf.Timestamp of milliseconds since 1970. */
const timestamp = (ms: number): object => ({
  seconds: String(Math.floor(ms / 1000)),
  nanos: (ms % 1000) * 1_000_000,
});

/** The calls of BigQueryWrite beside AppendRows, by name. */
export function unaryCalls(storage: Storage): Record<string, Unary> {
  const { engine, streams } = storage;
  const show = (stream: WriteStream): object => ({
    name: stream.name,
    type: stream.type,
    createTime: timestamp(stream.createdMs),
    location: 'us',
    tableSchema: toTableSchema(engine.catalog.table(stream.table).fields),
  });
  return {
    CreateWriteStream: async (request) => {
      const parent = text(request, 'parent');
      const table = parseTable(parent);
      if (!table) throw invalid(`Invalid parent: ${parent}. Expected projects/P/datasets/D/tables/T.`);
      const type = (request.writeStream as { type?: string } | undefined)?.type ?? '';
      if (!['COMMITTED', 'PENDING', 'BUFFERED'].includes(type))
        throw invalid(`Stream type must be COMMITTED, PENDING or BUFFERED, got "${type}".`);
      return show(await streams.create(tableOf(engine, { table, stream: '' }), parent, type as StreamType));
    },
    GetWriteStream: (request) => {
      const name = parseStream(text(request, 'name'));
      if (!name) throw invalid(`Invalid stream name: ${text(request, 'name')}`);
      const table = tableOf(engine, name);
      if (name.stream !== DEFAULT_STREAM) return show(streams.get(text(request, 'name')));
      return {
        name: request.name,
        type: 'COMMITTED',
        location: 'us',
        tableSchema: toTableSchema(table.fields),
      };
    },
    FinalizeWriteStream: async (request) => {
      const stream = streams.get(text(request, 'name'));
      await streams.finalize(stream);
      return { rowCount: String(stream.next) };
    },
    BatchCommitWriteStreams: async (request) => {
      const names = (request.writeStreams as string[] | undefined) ?? [];
      return { commitTime: timestamp(await streams.commit(names.map((name) => streams.get(name)))) };
    },
    FlushRows: async (request) => {
      const offset = Number((request.offset as { value?: string } | undefined)?.value ?? 0);
      await streams.flush(streams.get(text(request, 'writeStream')), offset);
      return { offset: String(offset) };
    },
  };
}
