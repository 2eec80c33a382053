/** BigQuery's reasons and the HTTP status each is answered with (cloud.google.com/bigquery/docs/error-messages). */
export const HTTP_STATUS = {
  accessDenied: 403,
  backendError: 500,
  billingTierLimitExceeded: 400,
  bytesBilledLimitExceeded: 400,
  conditionNotMet: 412,
  duplicate: 409,
  internalError: 500,
  invalid: 400,
  invalidQuery: 400,
  jobBackendError: 400,
  jobInternalError: 400,
  notFound: 404,
  notImplemented: 501,
  quotaExceeded: 403,
  rateLimitExceeded: 403,
  required: 400,
  resourceInUse: 400,
  resourcesExceeded: 400,
  responseTooLarge: 403,
  stopped: 200,
  timeout: 400,
} as const;

export type Reason = keyof typeof HTTP_STATUS;

/** One entry of BigQuery's `errors` lists. */
export interface ErrorProto {
  readonly reason: string;
  readonly message: string;
  readonly location?: string;
  readonly locationType?: string;
  readonly domain?: string;
}

/** An error the API answers with. `location` names the field, the query position or the row. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly reason: Reason;
  readonly location: string | undefined;
  constructor(reason: Reason, message: string, location?: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
    this.location = location;
  }
}

/** Whether `thrown` is an ApiError, also one made in another realm. */
export function isApiError(thrown: unknown): thrown is ApiError {
  return typeof thrown === 'object' && thrown !== null && 'name' in thrown && thrown.name === 'ApiError';
}

/** Everything that is not an ApiError is the server's own fault: `internalError`. */
export function toApiError(thrown: unknown): ApiError {
  if (isApiError(thrown)) return thrown;
  const message =
    thrown instanceof Error ? thrown.message : String((thrown as { message?: unknown })?.message ?? thrown);
  return new ApiError('internalError', `An internal error occurred: ${message}`, undefined, {
    cause: thrown,
  });
}

/** The ErrorProto of a job's `errorResult` and of insertAll's row errors. */
export function errorProto(error: ApiError): ErrorProto {
  return {
    reason: error.reason,
    ...(error.location === undefined ? {} : { location: error.location }),
    message: error.message,
  };
}

const STATUS_NAME: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  412: 'FAILED_PRECONDITION',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
  503: 'UNAVAILABLE',
};

/** The JSON body of a failed call, as Google's API frontends write it. */
export function errorBody(code: number, reason: string, message: string, location?: string): object {
  return {
    error: {
      code,
      message,
      errors: [
        {
          message,
          domain: 'global',
          reason,
          ...(location === undefined ? {} : { location, locationType: 'parameter' }),
        },
      ],
      status: STATUS_NAME[code] ?? 'UNKNOWN',
    },
  };
}
