import type { At, MatrixSelector, VectorSelector } from '../ast.ts';
import { METRIC_NAME } from '../labels.ts';
import type { Series } from '../storage.ts';
import type { Context } from './context.ts';
import {
  type Column,
  endOf,
  type Grid,
  hasAny,
  type Matrix,
  newColumn,
  timeAt,
  upperBound,
} from './value.ts';

/** The time a selector looks at, for step i: `@` fixes it, `offset` shifts it. */
export function lookTime(
  at: At | null,
  offsetMs: number,
  grid: Grid,
  context: Context,
): (i: number) => number {
  const fixed = fixedTime(at, context);
  return fixed === null ? (i) => timeAt(grid, i) - offsetMs : () => fixed - offsetMs;
}

export function fixedTime(at: At | null, context: Context): number | null {
  if (at === null) return null;
  if (at.kind === 'time') return at.ms;
  return at.kind === 'start' ? context.queryStartMs : context.queryEndMs;
}

function select(selector: VectorSelector, fromMs: number, toMs: number, context: Context): readonly Series[] {
  context.budget.check();
  const found = context.storage.select(selector.matchers, fromMs, toMs);
  for (const { timestamps } of found) {
    const held = upperBound(timestamps, toMs) - upperBound(timestamps, fromMs - 1);
    context.budget.spend(held);
  }
  return found;
}

/** The latest sample of each series within the look-back (left-open), unless a staleness marker came last. */
export function evalVectorSelector(
  selector: VectorSelector,
  grid: Grid,
  context: Context,
  pick: 'value' | 'timestamp' = 'value',
): readonly Column[] {
  const look = lookTime(selector.at, selector.offsetMs, grid, context);
  const found = select(selector, look(0) - context.lookbackMs + 1, look(grid.count - 1), context);
  const columns: Column[] = [];
  for (const series of found) {
    const column = newColumn(series.labels, grid.count);
    fillLatest(series, column, look, context.lookbackMs, pick);
    if (hasAny(column)) columns.push(column);
  }
  context.budget.spend(columns.length * grid.count);
  return columns;
}

function fillLatest(
  series: Series,
  column: Column,
  look: (i: number) => number,
  lookbackMs: number,
  pick: 'value' | 'timestamp',
): void {
  const { timestamps, values, stale } = series;
  const { present, values: out } = column;
  let next = upperBound(timestamps, look(0));
  for (let i = 0; i < present.length; i++) {
    const time = look(i);
    while (next < timestamps.length && (timestamps[next] as number) <= time) next++;
    if (next === 0) continue;
    const at = timestamps[next - 1] as number;
    if (at <= time - lookbackMs || stale?.[next - 1] === 1) continue;
    present[i] = 1;
    out[i] = pick === 'value' ? (values[next - 1] as number) : at / 1000;
  }
}

/** The samples a range selector covers over the whole grid. */
export function evalMatrixSelector(expr: MatrixSelector, grid: Grid, context: Context): Matrix {
  const { selector, rangeMs } = expr;
  const endMs = lookTime(selector.at, selector.offsetMs, grid, context);
  const found = select(selector, endMs(0) - rangeMs + 1, endMs(grid.count - 1), context);
  const series = found.map((one) => ({ labels: one.labels, ...withoutMarkers(one), dropName: false }));
  return { series, rangeMs, endMs, metric: metricOf(selector) };
}

function metricOf(selector: VectorSelector): string {
  return selector.matchers.find((m) => m.name === METRIC_NAME && m.op === '=')?.value ?? '';
}

function withoutMarkers(series: Series): { timestamps: Float64Array; values: Float64Array } {
  const { timestamps, values, stale } = series;
  if (!stale?.includes(1)) return { timestamps, values };
  const real = (_: number, i: number) => stale[i] !== 1;
  return { timestamps: timestamps.filter(real), values: values.filter(real) };
}

/** Grid of one time, at which an expression that does not depend on time is evaluated. */
export function gridOfOne(grid: Grid): Grid {
  return { startMs: endOf(grid), stepMs: grid.stepMs, count: 1 };
}
