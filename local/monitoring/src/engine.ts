import {
  createEngine,
  type InstantResult,
  type Matcher,
  type ParsedQuery,
  ParseError,
  parse,
  QueryError,
  type RangeResult,
  unwrap,
} from '@flightdeck/promql';
import { ApiError, type ErrorType, invalidParameter } from './prometheus/errors.ts';
import { selectSamples } from './store/select.ts';
import type { TimeSeriesStore } from './store/store.ts';

/** Longest evaluation, in ms: it holds up everything else in this process. */
const QUERY_TIMEOUT_MS = 30_000;

export interface QueryEngine {
  instant(query: string | ParsedQuery, atMs: number): InstantResult;
  range(query: string, startMs: number, endMs: number, stepMs: number): RangeResult;
  /** The matchers of a `match[]` parameter. */
  selector(text: string): readonly Matcher[];
}

/** The PromQL engine over the store. */
export function createQueryEngine(store: TimeSeriesStore): QueryEngine {
  const storage = {
    select: (matchers: readonly Matcher[], start: number, end: number) =>
      selectSamples(store, matchers, start, end),
  };
  const engine = createEngine({ storage, timeoutMs: QUERY_TIMEOUT_MS });
  return {
    instant: (query, atMs) => engine.instant(query, atMs),
    range: (query, startMs, endMs, stepMs) => engine.range(query, startMs, endMs, stepMs),
    selector: (text) => {
      const expr = unwrap(parse(text));
      if (expr.type !== 'vectorSelector')
        throw invalidParameter('match[]', `"${text}" is no series selector`);
      return expr.matchers;
    },
  };
}

/** What the Prometheus API says about an error of the engine; undefined for any other error. */
export function queryFailure(error: Error): ApiError | undefined {
  if (error instanceof ParseError)
    return new ApiError('bad_data', `invalid parameter "query": ${error.message}`, error);
  if (error instanceof QueryError) return new ApiError(FAILURES[error.kind], error.message, error);
  return undefined;
}

const FAILURES = {
  execution: 'execution',
  limit: 'execution',
  timeout: 'timeout',
  aborted: 'canceled',
} as const satisfies Record<QueryError['kind'], ErrorType>;
