import type { Request } from 'express';
import { ApiError } from '../errors.ts';
import type { Service } from './service.ts';

export interface Call {
  /** Path and query parameters. */
  readonly params: Readonly<Record<string, string>>;
  readonly body: Record<string, unknown>;
  readonly ifMatch: string | undefined;
  readonly request: Request;
}

/** An answer whose status or headers matter. */
export class Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object | undefined;
  constructor(status: number, headers: Readonly<Record<string, string>>, body?: object) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

export interface Route {
  readonly verb: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
  /** BigQuery's name of the method. */
  readonly method: string;
  /** Answers an object, a Reply, JSON text, or undefined for 204. */
  readonly handle: (
    service: Service,
    call: Call,
  ) => Promise<object | string | undefined> | object | string | undefined;
}

export function routeParameters(request: Request): Call {
  const query = Object.entries(request.query).map(([key, value]) => [
    key,
    String(Array.isArray(value) ? value.at(-1) : value),
  ]);
  const body: unknown = request.body ?? {};
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new ApiError('invalid', 'The request body must be a JSON object');
  return {
    params: { ...Object.fromEntries(query), ...(request.params as Record<string, string>) },
    body: body as Record<string, unknown>,
    ifMatch: request.get('if-match'),
    request,
  };
}

/** A path parameter that the route's pattern guarantees. */
export function param(call: Call, name: string): string {
  return call.params[name] ?? '';
}

/** A whole number in a query or body, or undefined. @throws ApiError */
export function wholeNumber(value: unknown, name: string): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0)
    throw new ApiError('invalid', `Invalid value for ${name}: ${String(value)} is not a whole number`, name);
  return number;
}

/** One page of a list; tokens are offsets. */
export function page<T>(
  items: readonly T[],
  call: Call,
  defaultSize: number,
): { items: T[]; nextPageToken?: string } {
  const size = wholeNumber(call.params.maxResults, 'maxResults') || defaultSize;
  const start = call.params.pageToken ? Number(call.params.pageToken) : 0;
  if (!Number.isInteger(start) || start < 0) throw new ApiError('invalid', 'Invalid page token', 'pageToken');
  const end = start + size;
  return { items: items.slice(start, end), ...(end < items.length ? { nextPageToken: String(end) } : {}) };
}

/** @throws ApiError `conditionNotMet` (412) when the caller saw an older version */
export function checkEtag(call: Call, etag: string): void {
  if (call.ifMatch !== undefined && call.ifMatch !== '*' && call.ifMatch !== etag) {
    throw new ApiError('conditionNotMet', 'Precondition check failed.', 'If-Match');
  }
}
