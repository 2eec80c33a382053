/**
 * Every error the API can answer, by code. The README's table is held against this file by a test;
 * `fix` says what the caller can do.
 */
export const PROBLEMS = {
  'invalid-parameter': {
    status: 400,
    title: 'A parameter has a value the API cannot use',
    fix: 'Correct the parameters listed under `errors`; each says what it expects.',
  },
  'unknown-parameter': {
    status: 400,
    title: 'A parameter is not known to this resource',
    fix: 'Remove it, or take a name from the list in `errors` (see /openapi.json).',
  },
  'invalid-page-token': {
    status: 400,
    title: 'The page token is not one this API gave for these filters',
    fix: 'Send `next_page_token` unchanged and with the same filters, or leave `page_token` out to start over.',
  },
  unauthenticated: {
    status: 401,
    title: 'The request carries no valid identity',
    fix: 'Call through Identity-Aware Proxy, or send a key the operator has issued.',
  },
  'not-found': {
    status: 404,
    title: 'There is no such resource',
    fix: 'Take a path from /openapi.json.',
  },
  'flight-not-found': {
    status: 404,
    title: 'No flight has this event_id',
    fix: 'Check the id; an event just published can take a few seconds to be stored.',
  },
  'airport-not-found': {
    status: 404,
    title: 'No stored flight departs from or arrives at this airport',
    fix: 'Check the IATA code; /v1/routes lists the airports that have flights.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'This API only reads',
    fix: 'Use GET or HEAD.',
  },
  'query-too-expensive': {
    status: 422,
    title: 'The query would read more data than the API allows',
    fix: 'Report it: what is kept, and what one query may read of it, is set by the operator.',
  },
  'rate-limited': {
    status: 429,
    title: 'This consumer has sent too many requests',
    fix: 'Wait for the seconds given in Retry-After, then send at a lower rate.',
  },
  internal: {
    status: 500,
    title: 'The API failed',
    fix: 'Report it with the `request_id`.',
  },
  overloaded: {
    status: 503,
    title: 'The API refuses work to stay up',
    fix: 'Wait for the seconds given in Retry-After, then retry with backoff and jitter.',
  },
  'warehouse-unavailable': {
    status: 503,
    title: 'The warehouse cannot be reached',
    fix: 'Wait for the seconds given in Retry-After, then retry with backoff and jitter.',
  },
  'query-deadline-exceeded': {
    status: 504,
    title: 'The warehouse did not answer in time',
    fix: 'Retry with backoff, or narrow the time range with `from` and `to`.',
  },
} as const satisfies Record<string, { status: number; title: string; fix: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One fault of one parameter. */
export interface ParameterFault {
  readonly parameter: string;
  readonly detail: string;
  readonly fix: string;
}

export interface ProblemDetails {
  /** What happened in this case; never text from the warehouse or a stack. */
  readonly detail?: string;
  readonly errors?: readonly ParameterFault[];
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** An answer other than success; the one error type that the HTTP layer turns into problem+json. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly errors: readonly ParameterFault[];
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    super(
      details.detail ?? PROBLEMS[code].title,
      details.cause === undefined ? {} : { cause: details.cause },
    );
    this.code = code;
    this.errors = details.errors ?? [];
    this.retryAfterSeconds = details.retryAfterSeconds;
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }
}
