import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import type { FastClock } from '../clock.ts';
import { type QueryEngine, queryFailure } from '../engine.ts';
import type { TimeSeriesStore } from '../store/store.ts';
import { findSeries, labelNames, labelValues, metricMetadata } from './discovery.ts';
import { ApiError, sendFailure, sendSuccess } from './errors.ts';
import { Params } from './params.ts';
import { type Annotations, queryInstant, queryRange } from './query.ts';

/** Bytes of a form; a query of 64 kB is no query. */
const MAX_FORM_BYTES = 64 * 1024;

export interface PrometheusOptions {
  readonly store: TimeSeriesStore;
  readonly engine: QueryEngine;
  readonly clock: FastClock;
  /** What `rules` and `alerts` show. */
  readonly rules: () => object;
  readonly alerts: () => object;
}

/** Prometheus' HTTP API v1, to be mounted under `/api/v1` and under Cloud Monitoring's path. */
export function prometheusRoutes({ store, engine, clock, rules, alerts }: PrometheusOptions): Router {
  const router = Router();
  router.use(express.text({ type: 'application/x-www-form-urlencoded', limit: MAX_FORM_BYTES }));
  const discovery = (request: Request) => ({ params: new Params(request), store, engine });

  both(router, '/query', (request) => queryInstant(new Params(request), engine, clock));
  both(router, '/query_range', (request) => queryRange(new Params(request), engine));
  both(router, '/series', (request) => findSeries(discovery(request)));
  both(router, '/labels', (request) => labelNames(discovery(request)));
  router.get('/label/:name/values', (request, response) => {
    sendSuccess(response, labelValues(discovery(request), request.params.name));
  });
  router.get('/metadata', (request, response) => sendSuccess(response, metricMetadata(discovery(request))));
  router.get('/rules', (_request, response) => sendSuccess(response, rules()));
  router.get('/alerts', (_request, response) => sendSuccess(response, alerts()));
  // The version decides what clients dare to ask for; this is the level that the engine has.
  router.get('/status/buildinfo', (_request, response) => {
    sendSuccess(response, { version: '3.0.0', application: 'flightdeck', features: {} });
  });
  router.get('/query_exemplars', (_request, response) => sendSuccess(response, []));
  router.use((request, response) => {
    sendFailure(
      response,
      'not_found',
      `${request.method} ${request.originalUrl.split('?')[0]} is not served here`,
    );
  });
  router.use(onError);
  return router;
}

/** GET, and POST with a form, for queries too long for an address. */
function both(router: Router, path: string, answer: (request: Request) => object): void {
  const handle = (request: Request, response: Response): void => {
    const data = answer(request) as object & Annotations;
    if (Array.isArray(data)) {
      sendSuccess(response, data);
      return;
    }
    const { warnings, infos, ...rest } = data;
    response.json({ status: 'success', data: rest, ...(warnings && { warnings }), ...(infos && { infos }) });
  };
  router.get(path, handle).post(path, handle);
}

const onError: ErrorRequestHandler = (error: Error & { status?: number }, _request, response, next) => {
  if (response.headersSent) return next(error);
  const failure = error instanceof ApiError ? error : queryFailure(error);
  if (failure !== undefined) return sendFailure(response, failure.type, failure.message);
  if (error.status !== undefined && error.status < 500) {
    return sendFailure(response, 'bad_data', error.message, error.status);
  }
  sendFailure(response, 'internal', error.message);
};
