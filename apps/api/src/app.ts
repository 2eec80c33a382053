import express, { type Express, type RequestHandler } from 'express';
import { AnswerCache } from './cache/answer-cache.ts';
import { answerHandler } from './http/answer-handler.ts';
import { type ApiKeys, identifyByKey } from './http/api-keys.ts';
import { beginHeaders, withCommonHeaders } from './http/common-headers.ts';
import { type IapSettings, verifyIap } from './http/iap.ts';
import { observeRequests } from './http/observe-requests.ts';
import { explainProblem, notFound, problemHandler } from './http/problem-handler.ts';
import { limitRate } from './http/rate-limit.ts';
import { openApiDocument } from './openapi/document.ts';
import type { Problem } from './problems/catalogue.ts';
import { RESOURCES } from './resources/index.ts';
import type { ApiTelemetry } from './telemetry.ts';
import { isTransient } from './warehouse/classify-error.ts';
import type { RunQuery } from './warehouse/run-query.ts';

export interface AppSettings {
  readonly runQuery: RunQuery;
  readonly telemetry: ApiTelemetry;
  /** Gets every answer that is this service's fault. */
  readonly report: (problem: Problem, requestId: string) => void;
  /** False while the service starts or stops: it gets no new traffic. */
  readonly isReady: () => boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly cacheMaxBytes: number;
  readonly staleIfErrorMs: number;
  readonly staleIfSlowMs: number;
  /** How long a caller waits for a newer answer when an older one is at hand. */
  readonly stalePatienceMs: number;
  readonly requestsPerMinute: number;
  /** Proxies in front, whose X-Forwarded-For is believed. */
  readonly trustedProxies: number;
  readonly iap: IapSettings | undefined;
  readonly apiKeys: ApiKeys | undefined;
}

/** The whole API as an Express app; what it works with comes in from outside. */
export function createApp(settings: AppSettings): Express {
  const { telemetry, now, staleIfErrorMs, iap, apiKeys } = settings;
  const { instruments } = telemetry;
  const cache = new AnswerCache({
    maxBytes: settings.cacheMaxBytes,
    staleIfErrorMs,
    staleIfSlowMs: settings.staleIfSlowMs,
    patienceMs: settings.stalePatienceMs,
    isTransient,
    now,
  });
  const app = express();
  app.set('trust proxy', settings.trustedProxies);
  app.disable('x-powered-by');
  // Answers bring their own ETag, computed once and not at each request.
  app.disable('etag');

  app.get('/healthz', (_req, res) => void res.json({ status: 'ok' }));
  app.get('/readyz', (_req, res) => {
    const ready = settings.isReady();
    res.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready' });
  });

  const observe = observeRequests(telemetry);
  // One step for Express, since each costs every answer.
  app.use((req, res, next) => {
    observe(req, res);
    beginHeaders(req, res);
    next();
  });
  if (iap !== undefined) app.use(verifyIap(iap));
  if (apiKeys !== undefined) app.use(identifyByKey(apiKeys));
  app.use(
    limitRate({
      requestsPerMinute: settings.requestsPerMinute,
      now,
      onRefused: () => instruments.apiShedRequests.add(1, { reason: 'rate_limit' }),
    }),
  );

  for (const resource of RESOURCES) {
    const answer = answerHandler(resource, {
      cache,
      runQuery: settings.runQuery,
      instruments,
      tracer: telemetry.tracer,
      now,
      cacheability: iap === undefined ? 'public' : 'private',
      staleIfErrorMs,
    });
    app.get(expressPath(resource.path), answer);
  }
  app.use(withCommonHeaders);
  app.get('/openapi.json', routed('/openapi.json'), serveDocument(openApiDocument()));
  app.get('/problems/:code', routed('/problems/{code}'), explainProblem);
  app.use(notFound);
  app.use(problemHandler(settings.report));
  return app;
}

const expressPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

/** Names the route for metrics and traces. */
const routed =
  (route: string): RequestHandler =>
  (_req, res, next) => {
    res.locals.route = route;
    next();
  };

function serveDocument(document: object): RequestHandler {
  const body = JSON.stringify(document);
  return (_req, res) => void res.set('Cache-Control', 'public, max-age=300').type('json').send(body);
}
