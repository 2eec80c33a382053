import {
  type Context,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { Request, Response } from 'express';
import type { ApiTelemetry } from '../telemetry.ts';

declare global {
  namespace Express {
    interface Locals {
      /** The resource's path template; unset where no resource matched. */
      route?: string;
      /** Holds the request's span; what is done for the request runs within it. */
      context?: Context;
      /** How the request was answered, for the span. */
      cacheResult?: string;
      /** The code of the problem it was answered with. */
      problem?: string;
    }
  }
}

// nginx's code for a client that left before the answer; no standard has one.
const CLIENT_CLOSED_REQUEST = '499';
// The catalogue counts every other method and every path without a resource as this.
const OTHER = 'other';
type Method = 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One span and one measurement per request, from its arrival to its last byte, labelled by route template,
 * never by path. Follows the caller's W3C trace context.
 */
export function observeRequests({ instruments, tracer }: ApiTelemetry) {
  return (req: Request, res: Response): void => {
    const startedAt = performance.now();
    const parent = propagation.extract(context.active(), req.headers);
    const span = tracer.startSpan(req.method, { kind: SpanKind.SERVER }, parent);
    res.locals.context = trace.setSpan(parent, span);
    res.once('close', () => {
      const route = res.locals.route ?? OTHER;
      const code = res.writableFinished ? String(res.statusCode) : CLIENT_CLOSED_REQUEST;
      // The catalogue's view maps methods outside the list to `other`.
      const labels = { method: req.method as Method, route, code };
      instruments.httpServerRequestDuration.record((performance.now() - startedAt) / 1000, labels);
      if (span.isRecording()) describe(span, req.method, route, code, res);
      span.end();
    });
  };
}

function describe(span: Span, method: string, route: string, code: string, res: Response): void {
  span.updateName(`${method} ${route}`);
  span.setAttributes({
    'http.request.method': method,
    'http.route': route,
    'http.response.status_code': Number(code),
    'flightdeck.request_id': res.locals.requestId ?? '',
    ...(res.locals.cacheResult === undefined ? {} : { 'flightdeck.cache': res.locals.cacheResult }),
    ...(res.locals.problem === undefined ? {} : { 'error.type': res.locals.problem }),
  });
  if (Number(code) >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
}
