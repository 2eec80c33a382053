import type { protos, v1 } from '@google-cloud/bigquery-storage';
import { status } from '@grpc/grpc-js';
import type { AppendResult, Clock, Warehouse } from '../ports.ts';
import { grpcError } from './failures.ts';
import { encodeRow, rowDescriptor } from './row-encoder.ts';

type AppendRowsResponse = protos.google.cloud.bigquery.storage.v1.IAppendRowsResponse;
type AppendStream = ReturnType<v1.BigQueryWriteClient['appendRows']>;

interface Pending {
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
  readonly cancelTimeout: () => void;
}

/** Longest that one append may take; a server that hangs is then treated as one that is gone. */
const APPEND_TIMEOUT_MS = 30_000;

/**
 * Writes through the Storage Write API's default stream: at least once, durable when answered. Answers come in the order
 * of the requests, so a connection on which anything went wrong is never used again: an answer
 * can then not be taken for that of another request.
 * @param table `projects/P/datasets/D/tables/T`
 */
export function createStorageWrite(
  client: v1.BigQueryWriteClient,
  table: string,
  clock: Clock,
): Warehouse & { close(): Promise<void> } {
  const writeStream = `${table}/streams/_default`;
  let connection: Connection | undefined;

  const connect = (): Connection => {
    const opened = openConnection(client, writeStream, () => {
      if (connection === opened) connection = undefined;
    });
    return opened;
  };

  return {
    append(rows, ingestedAtMicros) {
      const serializedRows = rows.map((row) => encodeRow(row, ingestedAtMicros));
      connection ??= connect();
      return connection.append(serializedRows, clock);
    },
    async close() {
      await connection?.close();
      await client.close();
    },
  };
}

interface Connection {
  append(serializedRows: Uint8Array[], clock: Clock): Promise<AppendResult>;
  close(): Promise<void>;
}

function openConnection(
  client: v1.BigQueryWriteClient,
  writeStream: string,
  onBroken: () => void,
): Connection {
  const pending: Pending[] = [];
  // The header tells Google's front end which region the table is in.
  const stream: AppendStream = client.appendRows({
    otherArgs: { headers: { 'x-goog-request-params': `write_stream=${writeStream}` } },
  });
  let broken: unknown;

  const breakOff = (error: unknown): void => {
    if (broken !== undefined) return;
    broken = error;
    onBroken();
    for (const { reject, cancelTimeout } of pending.splice(0)) {
      cancelTimeout();
      reject(error);
    }
    stream.cancel();
  };

  stream.on('data', (response: AppendRowsResponse) => {
    const next = pending.shift();
    if (next === undefined) return breakOff(grpcError(status.INTERNAL, 'an answer without a request'));
    next.cancelTimeout();
    settle(next, response);
  });
  stream.on('error', breakOff);
  stream.on('end', () => breakOff(grpcError(status.UNAVAILABLE, 'the server closed the connection')));

  return {
    append: (serializedRows, clock) =>
      new Promise((resolve, reject) => {
        if (broken !== undefined) return reject(broken);
        const cancelTimeout = clock.after(APPEND_TIMEOUT_MS, () =>
          breakOff(grpcError(status.DEADLINE_EXCEEDED, `no answer within ${APPEND_TIMEOUT_MS} ms`)),
        );
        pending.push({ resolve, reject, cancelTimeout });
        stream.write({
          writeStream,
          protoRows: { writerSchema: { protoDescriptor: rowDescriptor }, rows: { serializedRows } },
        });
      }),
    async close() {
      const closed = new Promise((resolve) => stream.once('close', resolve));
      breakOff(grpcError(status.CANCELLED, 'the subscriber is stopping'));
      await closed;
    },
  };
}

/** An answer can carry an error or row errors: only one that carries neither means that rows are durable. */
function settle({ resolve, reject }: Pending, { rowErrors, error, appendResult }: AppendRowsResponse): void {
  if (rowErrors && rowErrors.length > 0) {
    const refused = rowErrors.map(({ index, message }) => ({
      index: Number(index ?? 0),
      reason: message ?? 'refused without a reason',
    }));
    resolve({ refused, restStored: false });
  } else if (error) {
    reject(grpcError(error.code ?? status.UNKNOWN, error.message ?? 'append failed'));
  } else if (appendResult) {
    resolve({ refused: [], restStored: true });
  } else {
    reject(grpcError(status.UNKNOWN, 'an answer without a result'));
  }
}
