import { Metadata, type status } from '@grpc/grpc-js';

/** Ends a call with a gRPC status. `storageError` is a StorageError code, told in the message's end. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: status;
  readonly details: string;
  readonly metadata = new Metadata();
  readonly storageError: string | undefined;
  constructor(code: status, details: string, storageError?: string, options?: ErrorOptions) {
    super(details, options);
    this.code = code;
    this.details = details;
    this.storageError = storageError;
  }
}
