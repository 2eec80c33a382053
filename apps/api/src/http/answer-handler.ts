import { createHash } from 'node:crypto';
import { context } from '@opentelemetry/api';
import type { Request, RequestHandler, Response } from 'express';
import { LRUCache } from 'lru-cache';
import type { Answer, AnswerCache, CacheResult } from '../cache/answer-cache.ts';
import { readParameters } from '../parameters.ts';
import type { Resource } from '../resources/resource.ts';
import type { ApiTelemetry } from '../telemetry.ts';
import type { RunQuery } from '../warehouse/run-query.ts';
import { withCacheSpan } from './cache-span.ts';
import { commonHeaders } from './common-headers.ts';
import { ifNoneMatch } from './if-none-match.ts';

export interface AnswerHandlerSettings {
  readonly cache: AnswerCache;
  readonly runQuery: RunQuery;
  readonly instruments: ApiTelemetry['instruments'];
  readonly tracer: ApiTelemetry['tracer'];
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Whether shared caches may hold answers: not when callers are identified. */
  readonly cacheability: 'public' | 'private';
  readonly staleIfErrorMs: number;
}

/** What a request asks for: its parameters, and what the same question is cached under. */
interface Question {
  readonly values: ReturnType<typeof readParameters>;
  readonly key: string;
}

// Callers repeat themselves: a URL is parsed once. A few hundred bytes each.
const QUESTIONS_REMEMBERED = 2_000;

/** Serves a resource: parameters, cache, query, conditional answer. */
export function answerHandler(resource: Resource, settings: AnswerHandlerSettings): RequestHandler {
  const { cache, instruments, now } = settings;
  const pathNames = resource.pathParameter === undefined ? [] : [resource.pathParameter];

  const questions = new LRUCache<string, Question>({ max: QUESTIONS_REMEMBERED });

  const make = async (values: ReturnType<typeof readParameters>, signal: AbortSignal): Promise<Answer> => {
    const made = await resource.answer(values, (query) => settings.runQuery(query, signal), now());
    const body = JSON.stringify(made);
    const madeAtMs = now();
    const bytes = Buffer.byteLength(body);
    return { body, bytes, etag: etagOf(body), madeAtMs, freshUntilMs: madeAtMs + resource.freshMs };
  };

  const ask = (req: Request): Question => {
    const known = questions.get(req.originalUrl);
    if (known !== undefined) return known;
    // Beside one another, so that a query parameter of the path parameter's name is refused and not ignored.
    const inPath = readParameters(pathNames, req.params);
    const values = { ...readParameters(resource.queryParameters, req.query), ...inPath };
    const question = { values, key: keyOf(resource.path, values) };
    questions.set(req.originalUrl, question);
    return question;
  };

  const load = async (req: Request, res: Response, { key, values }: Question): Promise<void> => {
    const leave = new AbortController();
    const onClose = (): void => leave.abort(new Error('the client went away'));
    res.once('close', onClose);
    const { answer, result } = await context.with(res.locals.context ?? context.active(), () =>
      withCacheSpan(settings.tracer, () => cache.load(key, leave.signal, (signal) => make(values, signal))),
    );
    // The client has its answer now: a refresh under way is not to be cancelled by its leaving.
    res.removeListener('close', onClose);
    send(req, res, answer, result);
  };

  // No promise on the way of a hit.
  return (req, res) => {
    res.locals.route = resource.path;
    const question = ask(req);
    const atHand = cache.fresh(question.key);
    return atHand === undefined ? load(req, res, question) : send(req, res, atHand, 'hit');
  };

  function send(req: Request, res: Response, answer: Answer, result: CacheResult): void {
    instruments.apiCacheRequests.add(1, { result });
    res.locals.cacheResult = result;
    const at = now();
    const freshSeconds = Math.max(0, Math.ceil((answer.freshUntilMs - at) / 1000));
    const staleSeconds = Math.floor(settings.staleIfErrorMs / 1000);
    const headers = commonHeaders(res);
    headers.push(
      'ETag',
      answer.etag,
      'Cache-Control',
      `${settings.cacheability}, max-age=${freshSeconds}, stale-if-error=${staleSeconds}`,
      'Cache-Status',
      CACHE_STATUS[result],
    );
    if (ifNoneMatch(req.headers['if-none-match'], answer.etag)) {
      res.writeHead(304, headers).end();
      return;
    }
    headers.push('Content-Type', 'application/json; charset=utf-8', 'Content-Length', String(answer.bytes));
    res.writeHead(200, headers).end(req.method === 'HEAD' ? undefined : answer.body);
  }
}

// RFC 9211.
const CACHE_STATUS: Readonly<Record<CacheResult, string>> = {
  hit: 'flightdeck-api; hit',
  miss: 'flightdeck-api; fwd=miss',
  stale: 'flightdeck-api; hit; detail=stale',
};

/** The same for the same question, whatever the order of its parameters. */
function keyOf(path: string, values: Readonly<Record<string, unknown>>): string {
  return path + JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const etagOf = (body: string): string =>
  `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
