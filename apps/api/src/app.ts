import express, { type Express } from 'express';
import helmet from 'helmet';
import { AnswerCache } from './cache/answer-cache.ts';
import { answerHandler } from './http/answer-handler.ts';
import { measureRequests } from './http/measure-requests.ts';
import { explainProblem, notFound, problemHandler } from './http/problem-handler.ts';
import { requestId } from './http/request-id.ts';
import type { Measures } from './measures.ts';
import type { Problem } from './problems/catalogue.ts';
import { RESOURCES } from './resources/index.ts';
import { isTransient } from './warehouse/classify-error.ts';
import type { RunQuery } from './warehouse/run-query.ts';

export interface AppSettings {
  readonly runQuery: RunQuery;
  readonly measures: Measures;
  readonly report: (problem: Problem, requestId: string) => void;
  /** False while the service starts or stops: it gets no new traffic. */
  readonly isReady: () => boolean;
  readonly now: () => number;
  readonly cacheMaxBytes: number;
  readonly staleIfErrorMs: number;
  readonly stalePatienceMs: number;
}

/** The whole API as an Express app; what it works with comes in from outside. */
export function createApp(settings: AppSettings): Express {
  const { runQuery, measures, now, staleIfErrorMs } = settings;
  const cache = new AnswerCache({
    maxBytes: settings.cacheMaxBytes,
    staleIfErrorMs,
    patienceMs: settings.stalePatienceMs,
    isTransient,
    now,
  });
  const app = express();
  app.disable('x-powered-by');
  // Answers bring their own ETag, computed once and not at each request.
  app.disable('etag');
  app.get('/healthz', (_req, res) => void res.json({ status: 'ok' }));
  app.get('/readyz', (_req, res) => {
    const ready = settings.isReady();
    res.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready' });
  });

  app.use(measureRequests(measures), requestId, helmet());
  for (const resource of RESOURCES) {
    const handler = answerHandler(resource, {
      cache,
      runQuery,
      measures,
      now,
      cacheability: 'public',
      staleIfErrorMs,
    });
    app.get(resource.path.replace(/\{(\w+)\}/g, ':$1'), (req, res, next) => {
      res.locals.route = resource.path;
      return handler(req, res, next);
    });
  }
  app.get('/problems/:code', explainProblem);
  app.use(notFound);
  app.use(problemHandler(settings.report));
  return app;
}
