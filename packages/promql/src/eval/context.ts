import type { Expr, Span } from '../ast.ts';
import { QueryError, showPosition } from '../errors.ts';
import { dropMetricName } from '../labels.ts';
import type { Storage } from '../storage.ts';
import type { Column, Grid } from './value.ts';

/** What one evaluation needs, shared by all of its steps. */
export interface Context {
  readonly query: string;
  readonly storage: Storage;
  readonly lookbackMs: number;
  readonly defaultStepMs: number;
  readonly delayedNameRemoval: boolean;
  /** Start and end of the whole query, for `@ start()` and `@ end()`. */
  readonly queryStartMs: number;
  readonly queryEndMs: number;
  readonly queryStepMs: number;
  /** Whether the query as a whole is a range query. */
  readonly isRange: boolean;
  readonly budget: Budget;
  readonly warnings: Set<string>;
  readonly infos: Set<string>;
  /** Results of expressions that do not depend on the evaluation time are computed once. */
  readonly evaluate: (expr: Expr, grid: Grid, context: Context) => import('./value.ts').Value;
}

/** Stops a query that takes too much: samples, time, or the caller's patience. */
export interface Budget {
  /** Counts samples held; throws when there are too many. */
  spend(samples: number): void;
  /** Throws when the time is up or the caller gave up. */
  check(): void;
}

export interface Limits {
  readonly maxSamples: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly nowMs: () => number;
}

export function createBudget(limits: Limits): Budget {
  const deadline = limits.nowMs() + limits.timeoutMs;
  let spent = 0;
  const check = () => {
    if (limits.signal?.aborted) throw new QueryError('aborted', 'query was cancelled');
    if (limits.nowMs() > deadline)
      throw new QueryError('timeout', `query timed out: it ran for more than ${limits.timeoutMs} ms`);
  };
  return {
    spend(samples) {
      spent += samples;
      if (spent > limits.maxSamples)
        throw new QueryError(
          'limit',
          `query processing would load too many samples into memory: more than ${limits.maxSamples}`,
        );
      check();
    },
    check,
  };
}

export function warn(context: Context, message: string, at: Span): void {
  context.warnings.add(`PromQL warning: ${message} (${showPosition(context.query, at.start)})`);
}

export function inform(context: Context, message: string, at: Span): void {
  context.infos.add(`PromQL info: ${message} (${showPosition(context.query, at.start)})`);
}

/** The column without its metric's name: at once, or marked for the end of the query. */
export function nameless(context: Context, column: Column): Column {
  if (context.delayedNameRemoval) return column.dropName ? column : { ...column, dropName: true };
  return { ...column, labels: dropMetricName(column.labels), dropName: false };
}
