import { Metadata, status } from '@grpc/grpc-js';
import { JournalError } from '../journal/journal.ts';

/** An error that a caller gets as a gRPC status. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: status;
  readonly metadata: Metadata;

  constructor(code: status, details: string, metadata = new Metadata()) {
    super(details);
    this.code = code;
    this.metadata = metadata;
  }

  get details(): string {
    return this.message;
  }
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

// Pub/Sub's own words, so that whoever matches on them gets the same here.

export const notFound = (name: string): RpcError =>
  new RpcError(status.NOT_FOUND, `Resource not found (resource=${lastPart(name)}).`);

export const alreadyExists = (name: string): RpcError =>
  new RpcError(status.ALREADY_EXISTS, `Resource already exists in the project (resource=${lastPart(name)}).`);

export const invalidArgument = (details: string): RpcError => new RpcError(status.INVALID_ARGUMENT, details);

export const failedPrecondition = (details: string): RpcError =>
  new RpcError(status.FAILED_PRECONDITION, details);

export const tooLarge = (field: string, passed: number, most: number): RpcError =>
  invalidArgument(
    `The value for ${field} is too large. You passed ${passed} in the request, but the maximum value is ${most}.`,
  );

/** Turns whatever a handler threw into what gRPC sends. */
export function toRpcError(thrown: unknown): RpcError {
  if (thrown instanceof RpcError) return thrown;
  if (thrown instanceof JournalError) {
    return new RpcError(
      status.UNAVAILABLE,
      `The service was unable to fulfill your request: ${thrown.message}`,
    );
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new RpcError(status.INTERNAL, `internal error: ${message}`);
}
