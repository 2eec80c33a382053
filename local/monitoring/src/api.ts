import { type FaultInjector, serveFaults } from '@flightdeck/local-faults';
import express, { type ErrorRequestHandler, type Express, type Request, Router } from 'express';
import type { FastClock } from './clock.ts';
import { backfillRoute } from './control/backfill.ts';
import type { Events } from './control/events.ts';
import { loopbackOnly } from './control/loopback.ts';
import type { QueryEngine } from './engine.ts';
import type { Alerting } from './evaluation/alerting.ts';
import type { Incidents } from './evaluation/incidents.ts';
import type { Notifier } from './evaluation/notifier.ts';
import { alertRoutes, incidentRoutes } from './evaluation/routes.ts';
import type { Intercept, SendError } from './faults.ts';
import { prometheusRoutes } from './prometheus/routes.ts';
import { showAlerts, showRules } from './prometheus/rules.ts';
import { alertPolicyKind } from './resources/alert-policy.ts';
import { dashboardKind } from './resources/dashboard.ts';
import { notificationChannelKind } from './resources/notification-channel.ts';
import type { Resources } from './resources/resources.ts';
import { resourceRoutes } from './resources/routes.ts';
import { objectiveKind, serviceKind } from './resources/service.ts';
import { snoozeKind } from './resources/snooze.ts';
import { type Objectives, sloRoutes } from './slos/routes.ts';
import type { TimeSeriesStore } from './store/store.ts';
import { traceRoutes } from './traces/routes.ts';
import type { TraceStore } from './traces/store.ts';

/** All that the API shows or changes. */
export interface Parts {
  readonly store: TimeSeriesStore;
  readonly traces: TraceStore;
  readonly clock: FastClock;
  readonly engine: QueryEngine;
  readonly resources: Resources;
  readonly alerting: Alerting;
  readonly incidents: Incidents;
  readonly notifier: Notifier;
  readonly objectives: Objectives;
  readonly events: Events;
  readonly faults: FaultInjector;
  readonly intercept: Intercept;
}

const FAULTS_PATH = '/_flightdeck/faults';
const KINDS = [alertPolicyKind, notificationChannelKind, serviceKind, objectiveKind, snoozeKind];

/** Everything on the monitoring port but the faults' own control surface. */
export function createApiApp(parts: Parts): Express {
  const { store, engine, clock, alerting, resources, incidents, faults, intercept } = parts;
  const app = express().disable('x-powered-by').disable('etag');
  app.set('query parser', 'simple');
  app.use(loopbackOnly);
  for (const path of ['/healthz', '/readyz', '/-/healthy', '/-/ready']) {
    app.get([path, `/_flightdeck${path}`], (_request, response) => void response.json({ status: 'ok' }));
  }
  app.use(async (request, response, next) => {
    if (!(await serveFaults(faults, FAULTS_PATH, request, response))) next();
  });
  app.use(intercept(({ method, path }: Request) => `${method} ${path}`, sendError));
  const rules = () => showRules(alerting.status());
  const alerts = () => showAlerts(alerting.status());
  const prometheus = prometheusRoutes({ store, engine, clock, rules, alerts });
  app.use('/api/v1', prometheus);
  app.use('/v1/projects/:project/location/global/prometheus/api/v1', prometheus);
  app.use('/_flightdeck', controlRoutes(parts));
  app.use('/v3', alertRoutes(incidents), resourceRoutes(resources, KINDS, clock));
  app.use('/v1', resourceRoutes(resources, [dashboardKind], clock));
  app.use((request, response) => {
    sendError(request, response, 404, `${request.method} ${request.path} is not served here`);
  });
  app.use(onError);
  return app;
}

/** What Cloud Monitoring has no API for. */
function controlRoutes(parts: Parts): Router {
  const { store, traces, clock, engine, objectives, incidents, notifier, events } = parts;
  const router = Router();
  router.get('/time', (_request, response) => {
    const now = clock.now();
    response.json({ now: new Date(now).toISOString(), now_seconds: now / 1000, scale: clock.scale });
  });
  router.get(
    '/stats',
    (_request, response) => void response.json({ ...store.stats(), spans: traces.spanCount }),
  );
  router.get('/events', events.handle);
  router.post('/backfill', backfillRoute(store));
  router.use('/traces', traceRoutes(traces, clock));
  router.use(sloRoutes(objectives, engine, clock), incidentRoutes(incidents, notifier, engine));
  return router;
}

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
