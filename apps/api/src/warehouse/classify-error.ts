import { toError } from '@flightdeck/service';
import { Problem, type ProblemCode } from '../problems/catalogue.ts';

// BigQuery's reasons: https://cloud.google.com/bigquery/docs/error-messages
const PROBLEM_OF_REASON: Readonly<Record<string, ProblemCode>> = {
  backendError: 'warehouse-unavailable',
  badGateway: 'warehouse-unavailable',
  bytesBilledLimitExceeded: 'query-too-expensive',
  internalError: 'warehouse-unavailable',
  jobBackendError: 'warehouse-unavailable',
  jobInternalError: 'warehouse-unavailable',
  jobRateLimitExceeded: 'warehouse-unavailable',
  quotaExceeded: 'warehouse-unavailable',
  rateLimitExceeded: 'warehouse-unavailable',
  stopped: 'query-deadline-exceeded',
  tableUnavailable: 'warehouse-unavailable',
  timeout: 'query-deadline-exceeded',
};

// Long enough for a short outage to pass, short enough that callers come back soon after.
const RETRY_AFTER_SECONDS = 2;

/**
 * Decides, in one place, what a failed query means to the caller: transient (503, 504: a retry or a stale
 * answer helps) or permanent (a fault of this service's: 500).
 */
export function toProblem(thrown: unknown): Problem {
  if (isProblem(thrown)) return thrown;
  const error = toError(thrown);
  const code = problemCode(thrown as { code?: unknown; errors?: unknown });
  return new Problem(code, {
    cause: error,
    ...(code === 'warehouse-unavailable' ? { retryAfterSeconds: RETRY_AFTER_SECONDS } : {}),
  });
}

/** Whether an older answer is better than this error: the warehouse is at fault, not the request. */
export const isTransient = (thrown: unknown): boolean =>
  isProblem(thrown) && (thrown.status === 503 || thrown.status === 504);

export const isProblem = (thrown: unknown): thrown is Problem =>
  typeof thrown === 'object' && thrown !== null && 'name' in thrown && thrown.name === 'Problem';

function problemCode({ code, errors }: { code?: unknown; errors?: unknown }): ProblemCode {
  const reason: unknown = Array.isArray(errors) ? errors[0]?.reason : undefined;
  const known = typeof reason === 'string' ? PROBLEM_OF_REASON[reason] : undefined;
  if (known !== undefined) return known;
  // A string is a socket's code (ECONNREFUSED, ECONNRESET, ETIMEDOUT …): the warehouse was not reached.
  if (typeof code === 'string') return 'warehouse-unavailable';
  if (typeof code === 'number' && (code >= 500 || code === 429)) return 'warehouse-unavailable';
  return 'internal';
}
