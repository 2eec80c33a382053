import { type Expr, unwrap } from './ast.ts';
import { ParseError, QueryError } from './errors.ts';
import { type Context, createBudget } from './eval/context.ts';
import { evaluate } from './eval/evaluate.ts';
import { dropMarkedNames } from './eval/merge.ts';
import { evalMatrixSelector } from './eval/selectors.ts';
import { evalSubquery } from './eval/subquery.ts';
import { type Grid, upperBound } from './eval/value.ts';
import { compareLabels } from './labels.ts';
import { parse } from './parse/parser.ts';
import type { InstantResult, Point, RangeResult, RangeSeries } from './result.ts';
import { instantVector, rangeMatrix } from './result.ts';
import type { Storage } from './storage.ts';

export interface EngineOptions {
  readonly storage: Storage;
  /** How old a sample may be and still be a series' current value; 5 minutes, as in Prometheus. */
  readonly lookbackMs?: number;
  /** Resolution of subqueries that state none; 1 minute, as in Prometheus. */
  readonly defaultStepMs?: number;
  /** Samples a query may hold, read and computed; 50 million, as in Prometheus. */
  readonly maxSamples?: number;
  /** Longest evaluation; 2 minutes, as in Prometheus. */
  readonly timeoutMs?: number;
  /** Prometheus' feature of the same name: metric names go at the end, so that label_replace can see them. */
  readonly delayedNameRemoval?: boolean;
  /** A monotonic clock in milliseconds, for the timeout. */
  readonly nowMs?: () => number;
}

export interface QueryOptions {
  /** Evaluation is synchronous, so this stops a query that has not begun; `timeoutMs` stops one that runs. */
  readonly signal?: AbortSignal;
}

export interface Engine {
  /** Evaluates a query at one time (ms since the epoch). Throws ParseError or QueryError. */
  instant(query: string | ParsedQuery, atMs: number, options?: QueryOptions): InstantResult;
  /** Evaluates a query at start, start + step, … up to end (ms). Throws ParseError or QueryError. */
  range(
    query: string | ParsedQuery,
    startMs: number,
    endMs: number,
    stepMs: number,
    options?: QueryOptions,
  ): RangeResult;
}

/** A query parsed once, for repeated evaluation. */
export interface ParsedQuery {
  readonly query: string;
  readonly expr: Expr;
}

const DEFAULTS = {
  lookbackMs: 5 * 60_000,
  defaultStepMs: 60_000,
  maxSamples: 50_000_000,
  timeoutMs: 120_000,
  delayedNameRemoval: false,
  nowMs: () => performance.now(),
} as const;

/** A query engine over a storage. It keeps nothing between queries. */
export function createEngine(options: EngineOptions): Engine {
  const settings = { ...DEFAULTS, ...options };
  const start = (query: string | ParsedQuery, grid: Grid, isRange: boolean, asked: QueryOptions) => {
    const { query: text, expr } = typeof query === 'string' ? { query, expr: parse(query) } : query;
    const context: Context = {
      ...settings,
      query: text,
      queryStartMs: grid.startMs,
      queryEndMs: grid.startMs + (grid.count - 1) * grid.stepMs,
      queryStepMs: grid.stepMs,
      isRange,
      budget: createBudget({ ...settings, signal: asked.signal }),
      warnings: new Set(),
      infos: new Set(),
      evaluate,
    };
    return { expr, context };
  };
  return {
    instant(query, atMs, asked = {}) {
      const grid: Grid = { startMs: atMs, stepMs: 1, count: 1 };
      const { expr, context } = start(query, grid, false, asked);
      const inner = unwrap(expr);
      if (inner.type === 'matrixSelector' || inner.type === 'subquery')
        return finish(rawMatrix(inner, grid, context), context);
      const value = evaluate(expr, grid, context);
      if (value.kind === 'string')
        return finish({ type: 'string', result: { timestampMs: atMs, value: value.value } }, context);
      if (value.kind === 'scalar')
        return finish({ type: 'scalar', result: point(atMs, value.values[0]) }, context);
      return finish({ type: 'vector', result: instantVector(dropMarkedNames(value.columns), atMs) }, context);
    },
    range(query, startMs, endMs, stepMs, asked = {}) {
      if (!(stepMs > 0))
        throw new QueryError('execution', 'the step of a range query must be greater than 0');
      if (endMs < startMs)
        throw new QueryError('execution', 'the end of a range query must not be before its start');
      const grid: Grid = { startMs, stepMs, count: Math.floor((endMs - startMs) / stepMs) + 1 };
      const { expr, context } = start(query, grid, true, asked);
      const inner = unwrap(expr);
      if (inner.type === 'matrixSelector' || inner.type === 'subquery' || inner.type === 'string')
        throw new ParseError(
          `invalid expression type "${inner.type === 'string' ? 'string' : 'range vector'}" for range query, must be scalar or instant vector`,
          context.query,
          0,
        );
      return finish({ type: 'matrix', result: rangeMatrix(evaluate(expr, grid, context), grid) }, context);
    },
  };
}

const point = (timestampMs: number, value: number | undefined): Point => ({
  timestampMs,
  value: value ?? NaN,
});

function finish<T extends object>(result: T, context: Context) {
  return { ...result, warnings: [...context.warnings], infos: [...context.infos] };
}

/** A range vector as the answer to an instant query: the samples themselves. */
function rawMatrix(
  expr: Extract<Expr, { type: 'matrixSelector' | 'subquery' }>,
  grid: Grid,
  context: Context,
) {
  const matrix =
    expr.type === 'subquery' ? evalSubquery(expr, grid, context) : evalMatrixSelector(expr, grid, context);
  const end = matrix.endMs(0);
  const result: RangeSeries[] = [];
  for (const { labels, timestamps, values } of matrix.series) {
    const from = upperBound(timestamps, end - matrix.rangeMs);
    const to = upperBound(timestamps, end);
    if (to > from)
      result.push({ labels, timestamps: timestamps.slice(from, to), values: values.slice(from, to) });
  }
  result.sort((a, b) => compareLabels(a.labels, b.labels));
  return { type: 'matrix' as const, result };
}
