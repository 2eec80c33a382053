import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from 'express';
import type { FastClock } from './clock.ts';
import { backfillRoute } from './control/backfill.ts';
import type { QueryEngine } from './engine.ts';
import type { Intercept, SendError } from './faults.ts';
import { prometheusRoutes } from './prometheus/routes.ts';
import type { TimeSeriesStore } from './store/store.ts';
import { traceRoutes } from './traces/routes.ts';
import type { TraceStore } from './traces/store.ts';

export interface ApiOptions {
  readonly store: TimeSeriesStore;
  readonly traces: TraceStore;
  readonly clock: FastClock;
  readonly engine: QueryEngine;
  readonly intercept: Intercept;
}

/** Everything on the monitoring port but the faults' own control surface. */
export function createApiApp({ store, traces, clock, engine, intercept }: ApiOptions): Express {
  const app = express().disable('x-powered-by').disable('etag');
  app.set('query parser', 'simple');
  app.use(loopbackOnly);
  for (const path of ['/healthz', '/readyz', '/-/healthy', '/-/ready']) {
    app.get([path, `/_flightdeck${path}`], (_request, response) => void response.json({ status: 'ok' }));
  }
  app.use(intercept(({ method, path }: Request) => `${method} ${path}`, sendError));
  const prometheus = prometheusRoutes({
    store,
    engine,
    clock,
    rules: () => ({ groups: [] }),
    alerts: () => ({ alerts: [] }),
  });
  app.use('/api/v1', prometheus);
  app.use('/v1/projects/:project/location/global/prometheus/api/v1', prometheus);
  app.get('/_flightdeck/time', (_request, response) => {
    const now = clock.now();
    response.json({ now: new Date(now).toISOString(), now_seconds: now / 1000, scale: clock.scale });
  });
  app.get('/_flightdeck/stats', (_request, response) => {
    response.json({ ...store.stats(), spans: traces.spanCount });
  });
  app.use('/_flightdeck/traces', traceRoutes(traces, clock));
  app.post('/_flightdeck/backfill', backfillRoute(store));
  app.use((request, response) => {
    sendError(request, response, 404, `${request.method} ${request.path} is not served here`);
  });
  app.use(onError);
  return app;
}

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** A web page elsewhere must not reach this server through the visitor's browser, nor by DNS rebinding. */
const loopbackOnly: RequestHandler = (request, response, next) => {
  const { host = '', origin } = request.headers;
  if (!LOOPBACK_HOST.test(host))
    return sendError(request, response, 403, `host "${host}" is not this machine`);
  if (origin !== undefined && origin !== `http://${host}`) {
    return sendError(request, response, 403, `origin "${origin}" may not call this server`);
  }
  next();
};

const STATUS_NAMES: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  413: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
};

/** Google's error shape, which the REST resources and the control surface share. */
export const sendError: SendError = (_request, response, code, message) => {
  response.status(code).json({ error: { code, message, status: STATUS_NAMES[code] ?? 'INTERNAL' } });
};

const onError: ErrorRequestHandler = (error: Error & { status?: number }, request, response, next) => {
  if (response.headersSent) return next(error);
  sendError(request, response, error.status ?? 500, error.message);
};
