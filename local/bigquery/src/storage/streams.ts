import { randomBytes } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { status } from '@grpc/grpc-js';
import { createTableSql, qualified, type Table } from '../engine/catalog.ts';
import type { Engine } from '../engine/engine.ts';
import type { TableName } from '../googlesql/names.ts';
import { RpcError } from './errors.ts';

export type StreamType = 'COMMITTED' | 'PENDING' | 'BUFFERED';

/** A stream made by an application. What it counts is stored with the rows, so that no kill can part them. */
export interface WriteStream {
  readonly name: string;
  readonly type: StreamType;
  readonly table: TableName;
  /** Milliseconds since 1970. */
  readonly createdMs: number;
  /** The offset of the next row. */
  next: number;
  /** Rows of a BUFFERED stream that are visible. */
  flushed: number;
  finalized: boolean;
  committed: boolean;
}

export interface WriteStreams {
  create(table: Table, parent: string, type: StreamType): Promise<WriteStream>;
  /** @throws RpcError NOT_FOUND */
  get(name: string): WriteStream;
  /** Where the rows of a stream go: the table itself, or a table of its own until they are committed. */
  target(stream: WriteStream, table: Table): TableName;
  /** Runs within the transaction that stores the rows. */
  save(connection: DuckDBConnection, stream: WriteStream): Promise<void>;
  finalize(stream: WriteStream): Promise<void>;
  /** Makes all rows of the streams visible at once. Returns the time, milliseconds since 1970. */
  commit(streams: readonly WriteStream[]): Promise<number>;
  /** Makes the rows up to and including `offset` visible. */
  flush(stream: WriteStream, offset: number): Promise<void>;
}

const META = 'main.__bq_streams';
const STAGING: Omit<TableName, 'table'> = { project: '', dataset: '__bq_streams' };

export async function openWriteStreams(engine: Engine, now: () => number): Promise<WriteStreams> {
  const streams = new Map<string, WriteStream>();
  const staging = (stream: WriteStream): TableName => ({ ...STAGING, table: stream.name });
  await engine.writer.commit(async (connection) => {
    await connection.run(`CREATE SCHEMA IF NOT EXISTS ":__bq_streams"`);
    await connection.run(`CREATE TABLE IF NOT EXISTS ${META} (name VARCHAR, state VARCHAR)`);
    const stored = await connection.runAndReadAll(`SELECT state FROM ${META}`);
    for (const [state] of stored.getRows() as string[][]) {
      const stream = JSON.parse(state ?? '{}') as WriteStream;
      streams.set(stream.name, stream);
    }
  });
  const save: WriteStreams['save'] = async (connection, stream) => {
    await connection.run(`DELETE FROM ${META} WHERE name = $1`, [stream.name]);
    await connection.run(`INSERT INTO ${META} VALUES ($1, $2)`, [stream.name, JSON.stringify(stream)]);
  };
  const move = (
    connection: DuckDBConnection,
    stream: WriteStream,
    from: number,
    to: number,
  ): Promise<unknown> =>
    connection.run(
      `INSERT INTO ${qualified(stream.table)} BY NAME SELECT * FROM ${qualified(staging(stream))} WHERE rowid >= ${from} AND rowid < ${to}`,
    );

  return {
    create: async (table, parent, type) => {
      const name = `${parent}/streams/${randomBytes(12).toString('base64url')}`;
      const stream: WriteStream = {
        name,
        type,
        table: table.name,
        createdMs: now(),
        next: 0,
        flushed: 0,
        finalized: false,
        committed: false,
      };
      await engine.writer.commit(async (connection) => {
        if (type !== 'COMMITTED') await connection.run(createTableSql(staging(stream), table.fields));
        await save(connection, stream);
      });
      streams.set(name, stream);
      return stream;
    },
    get: (name) => {
      const stream = streams.get(name);
      if (!stream)
        throw new RpcError(
          status.NOT_FOUND,
          `Requested entity was not found. Entity: ${name}`,
          'STREAM_NOT_FOUND',
        );
      return stream;
    },
    target: (stream, table) => (stream.type === 'COMMITTED' ? table.name : staging(stream)),
    save,
    finalize: async (stream) => {
      stream.finalized = true;
      await engine.writer.commit((connection) => save(connection, stream));
    },
    commit: async (chosen) => {
      for (const stream of chosen) {
        if (stream.type !== 'PENDING')
          throw new RpcError(
            status.INVALID_ARGUMENT,
            `Invalid stream type: only PENDING streams are committed. Entity: ${stream.name}`,
            'INVALID_STREAM_TYPE',
          );
        if (!stream.finalized)
          throw new RpcError(
            status.INVALID_ARGUMENT,
            `Stream needs to be finalized before commit. Entity: ${stream.name}`,
            'INVALID_STREAM_STATE',
          );
        if (stream.committed)
          throw new RpcError(
            status.INVALID_ARGUMENT,
            `Stream is already committed. Entity: ${stream.name}`,
            'STREAM_ALREADY_COMMITTED',
          );
      }
      await engine.writer.commit(async (connection) => {
        for (const stream of chosen) {
          await move(connection, stream, 0, stream.next);
          await connection.run(`DROP TABLE ${qualified(staging(stream))}`);
          await save(connection, { ...stream, committed: true });
        }
      });
      for (const stream of chosen) stream.committed = true;
      return now();
    },
    flush: async (stream, offset) => {
      if (stream.type !== 'BUFFERED')
        throw new RpcError(
          status.INVALID_ARGUMENT,
          `Only BUFFERED streams are flushed. Entity: ${stream.name}`,
          'INVALID_STREAM_TYPE',
        );
      if (offset >= stream.next)
        throw new RpcError(
          status.OUT_OF_RANGE,
          `Offset ${offset} is beyond the stream's ${stream.next} rows. Entity: ${stream.name}`,
          'OFFSET_OUT_OF_RANGE',
        );
      if (offset < stream.flushed) return;
      await engine.writer.commit(async (connection) => {
        await move(connection, stream, stream.flushed, offset + 1);
        await save(connection, { ...stream, flushed: offset + 1 });
      });
      stream.flushed = offset + 1;
    },
  };
}

/**
 * Gives the rows of one append their place. @throws RpcError as BigQuery answers duplicates and gaps
 * https://cloud.google.com/bigquery/docs/write-api#exactly-once
 */
export function takeOffset(stream: WriteStream, asked: number | undefined, rows: number): number {
  if (stream.finalized)
    throw new RpcError(
      status.INVALID_ARGUMENT,
      `Stream has been finalized and cannot be appended. Entity: ${stream.name}`,
      'STREAM_FINALIZED',
    );
  if (asked !== undefined && asked < stream.next) {
    throw new RpcError(
      status.ALREADY_EXISTS,
      `The offset is within stream, expected offset ${stream.next}, received ${asked}. Entity: ${stream.name}`,
      'OFFSET_ALREADY_EXISTS',
    );
  }
  if (asked !== undefined && asked > stream.next) {
    throw new RpcError(
      status.OUT_OF_RANGE,
      `The offset is beyond stream, expected offset ${stream.next}, received ${asked}. Entity: ${stream.name}`,
      'OFFSET_OUT_OF_RANGE',
    );
  }
  const offset = stream.next;
  stream.next += rows;
  return offset;
}
