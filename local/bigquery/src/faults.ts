import { setTimeout as delay } from 'node:timers/promises';
import {
  type CallPlan,
  createFaultInjector,
  type FaultInjector,
  type FaultKind,
} from '@flightdeck/local-faults';
import { status } from '@grpc/grpc-js';
import { ApiError, HTTP_STATUS, type Reason } from './errors.ts';
import { RpcError } from './storage/errors.ts';

/** What this server honours; the injector refuses the rest. */
const SUPPORTED: readonly FaultKind[] = [
  'unavailable',
  'error',
  'quota',
  'latency',
  'reset',
  'lose-response',
  'partial-rows',
  'slow-stream',
  'disk-full',
];

export const createFaults = (): FaultInjector => createFaultInjector({ supports: SUPPORTED });

/**
 * The one point every call passes, under its name (`tabledata.insertAll`, `jobs.query`, `AppendRows`): waits as
 * long as the plan says and hands the plan on.
 */
export async function intercept(faults: FaultInjector, method: string): Promise<CallPlan> {
  const plan = faults.plan(method);
  if (plan.delayMs > 0) await delay(plan.delayMs);
  return plan;
}

/** A refusal as REST answers it; `httpStatus` where it is not the reason's own. */
export function restRefusal({ refuse }: CallPlan): { error: ApiError; httpStatus: number } | undefined {
  if (!refuse) return undefined;
  if (refuse.kind === 'unavailable')
    return { error: new ApiError('backendError', 'Service unavailable (injected fault)'), httpStatus: 503 };
  if (refuse.kind === 'disk-full')
    return {
      error: new ApiError('backendError', 'No space left on device (injected fault)'),
      httpStatus: 500,
    };
  if (refuse.kind === 'quota')
    return {
      error: new ApiError('quotaExceeded', 'Quota exceeded: injected fault'),
      httpStatus: HTTP_STATUS.quotaExceeded,
    };
  const code = refuse.code ?? '500';
  const reason: Reason = code in HTTP_STATUS ? (code as Reason) : (REASON_OF[code] ?? 'backendError');
  const number = Number(code);
  const httpStatus = number >= 400 && number < 600 ? number : HTTP_STATUS[reason];
  return { error: new ApiError(reason, `Injected fault: ${code}`), httpStatus };
}

/** A BigQuery reason for HTTP statuses and gRPC status names. */
const REASON_OF: Readonly<Record<string, Reason>> = {
  '400': 'invalid',
  '403': 'accessDenied',
  '404': 'notFound',
  '409': 'duplicate',
  '412': 'conditionNotMet',
  '429': 'rateLimitExceeded',
  ALREADY_EXISTS: 'duplicate',
  INVALID_ARGUMENT: 'invalid',
  NOT_FOUND: 'notFound',
  PERMISSION_DENIED: 'accessDenied',
  RESOURCE_EXHAUSTED: 'rateLimitExceeded',
};

/** A refusal as gRPC answers it. */
export function rpcRefusal({ refuse }: CallPlan): RpcError | undefined {
  if (!refuse) return undefined;
  if (refuse.kind === 'unavailable')
    return new RpcError(status.UNAVAILABLE, 'Service unavailable (injected fault)');
  if (refuse.kind === 'quota')
    return new RpcError(status.RESOURCE_EXHAUSTED, 'Quota exceeded (injected fault)');
  if (refuse.kind === 'disk-full')
    return new RpcError(status.INTERNAL, 'No space left on device (injected fault)');
  const code = refuse.code ?? 'INTERNAL';
  return new RpcError(
    STATUS_OF[code] ?? status[code as keyof typeof status] ?? status.INTERNAL,
    `Injected fault: ${code}`,
  );
}

/** gRPC statuses of HTTP statuses and BigQuery reasons. */
const STATUS_OF: Readonly<Record<string, status>> = {
  '400': status.INVALID_ARGUMENT,
  '401': status.UNAUTHENTICATED,
  '403': status.PERMISSION_DENIED,
  '404': status.NOT_FOUND,
  '409': status.ALREADY_EXISTS,
  '429': status.RESOURCE_EXHAUSTED,
  '500': status.INTERNAL,
  '503': status.UNAVAILABLE,
  '504': status.DEADLINE_EXCEEDED,
  accessDenied: status.PERMISSION_DENIED,
  backendError: status.UNAVAILABLE,
  duplicate: status.ALREADY_EXISTS,
  invalid: status.INVALID_ARGUMENT,
  notFound: status.NOT_FOUND,
  quotaExceeded: status.RESOURCE_EXHAUSTED,
  rateLimitExceeded: status.RESOURCE_EXHAUSTED,
};
