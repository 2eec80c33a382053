import { status } from '@grpc/grpc-js';

/**
 * gRPC codes and HTTP statuses that blame the request itself: sent again, it fails again. Everything else
 * (an outage, a quota, a missing table, a missing permission) can be put right without touching the
 * request, so it is held and tried again. This is the one place where that is decided.
 */
const PERMANENT: ReadonlySet<number> = new Set([status.INVALID_ARGUMENT, status.OUT_OF_RANGE, 400, 413]);

/** Whether the same request can never succeed. gRPC codes end at 16, so they and HTTP statuses share one set. */
export function isPermanent(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && PERMANENT.has(Number(error.code));
}

/** An error with a gRPC code, as the Google clients throw them. */
export const grpcError = (code: number, message: string): Error =>
  Object.assign(new Error(message), { code });
