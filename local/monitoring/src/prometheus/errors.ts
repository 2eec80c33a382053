import type { Response } from 'express';

export type ErrorType =
  | 'bad_data'
  | 'execution'
  | 'timeout'
  | 'canceled'
  | 'internal'
  | 'unavailable'
  | 'not_found';

const STATUS: Record<ErrorType, number> = {
  bad_data: 400,
  not_found: 404,
  execution: 422,
  canceled: 499,
  internal: 500,
  timeout: 503,
  unavailable: 503,
};

/** A failed call of the Prometheus HTTP API. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly type: ErrorType;

  constructor(type: ErrorType, message: string, cause?: unknown) {
    super(message, { cause });
    this.type = type;
  }
}

/** A parameter that cannot be used, in the words of Prometheus. */
export const invalidParameter = (name: string, reason: string): ApiError =>
  new ApiError('bad_data', `invalid parameter "${name}": ${reason}`);

export function sendSuccess(response: Response, data: unknown): void {
  response.json({ status: 'success', data });
}

export function sendFailure(
  response: Response,
  type: ErrorType,
  message: string,
  status = STATUS[type],
): void {
  response.status(status).json({ status: 'error', errorType: type, error: message });
}
