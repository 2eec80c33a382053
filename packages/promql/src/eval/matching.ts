import type { Binary, VectorMatching } from '../ast.ts';
import { QueryError } from '../errors.ts';
import {
  dropMetricName,
  keepLabels,
  type Labels,
  labelsKey,
  METRIC_NAME,
  showLabels,
  withLabel,
  withoutLabels,
} from '../labels.ts';
import { type Context, nameless } from './context.ts';
import { mergeEqual } from './merge.ts';
import { ARITHMETIC, COMPARE } from './operators.ts';
import { signatureLabels } from './signature.ts';
import { type Column, type Grid, hasAny, newColumn } from './value.ts';

interface Match {
  readonly labels: Labels;
  readonly many: Column[];
  readonly one: Column[];
}

/**
 * Arithmetic and comparisons between two vectors: series with the same signature are paired, time by time.
 * @throws {QueryError} when a series would match several on a side that must be unique
 */
export function matchVectors(
  expr: Binary,
  left: readonly Column[],
  right: readonly Column[],
  grid: Grid,
  context: Context,
): readonly Column[] {
  const matching = expr.matching as VectorMatching;
  const swapped = matching.card === 'one-to-many';
  const [many, one] = swapped ? [right, left] : [left, right];
  const out = new Map<string, Column>();
  for (const match of pair(many, one, matching)) {
    if (match.one.length > 0) assertUnique(match, swapped ? 'left' : 'right');
    if (match.one.length === 0 || match.many.length === 0) continue;
    if (matching.card === 'one-to-one') assertOneToOne(match);
    for (const m of match.many) for (const o of match.one) combine(expr, m, o, swapped, grid, out);
  }
  const columns = [...out.values()].filter(hasAny);
  context.budget.spend(columns.length * grid.count);
  return mergeEqual(expr.bool ? columns.map((column) => nameless(context, column)) : columns);
}

function pair(many: readonly Column[], one: readonly Column[], matching: VectorMatching): Iterable<Match> {
  const labelsFor = signatureLabels(matching);
  const matches = new Map<string, Match>();
  const add = (column: Column, side: 'many' | 'one') => {
    const labels = labelsFor(column.labels);
    const key = labelsKey(labels);
    let match = matches.get(key);
    if (match === undefined) {
      match = { labels, many: [], one: [] };
      matches.set(key, match);
    }
    match[side].push(column);
  };
  for (const column of one) add(column, 'one');
  for (const column of many) add(column, 'many');
  return matches.values();
}

function bothAt(a: Column, b: Column): boolean {
  return a.present.some((there, i) => there === 1 && b.present[i] === 1);
}

function overlapping(columns: readonly Column[]): [Column, Column] | null {
  for (let a = 0; a < columns.length; a++)
    for (let b = a + 1; b < columns.length; b++)
      if (bothAt(columns[a] as Column, columns[b] as Column))
        return [columns[a] as Column, columns[b] as Column];
  return null;
}

function assertUnique(match: Match, side: 'left' | 'right'): void {
  const twice = overlapping(match.one);
  if (twice === null) return;
  const [first, second] = twice.map(({ labels }) => showLabels(labels)).sort();
  throw new QueryError(
    'execution',
    `found duplicate series for the match group ${showLabels(match.labels)} on the ${side} hand-side of the operation: [${first}, ${second}];many-to-many matching not allowed: matching labels must be unique on one side`,
  );
}

function assertOneToOne(match: Match): void {
  const twice = overlapping(match.many.filter((m) => match.one.some((o) => bothAt(m, o))));
  if (twice === null) return;
  const [a, b] = twice;
  for (const o of match.one)
    if (a.present.some((there, i) => there === 1 && b.present[i] === 1 && o.present[i] === 1))
      throw new QueryError(
        'execution',
        'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
      );
}

function combine(
  expr: Binary,
  many: Column,
  one: Column,
  swapped: boolean,
  grid: Grid,
  out: Map<string, Column>,
): void {
  const labels = resultLabels(expr, many.labels, one.labels);
  const key = labelsKey(labels);
  let column = out.get(key);
  if (column === undefined) {
    column = newColumn(labels, grid.count, many.dropName && METRIC_NAME in labels);
    out.set(key, column);
  }
  const compare = COMPARE[expr.op];
  const calculate = ARITHMETIC[expr.op];
  const { values, present } = column;
  for (let i = 0; i < grid.count; i++) {
    if (many.present[i] === 0 || one.present[i] === 0) continue;
    const m = many.values[i] as number;
    const o = one.values[i] as number;
    const [l, r] = swapped ? [o, m] : [m, o];
    let value = m;
    if (compare !== undefined) {
      const holds = compare(l, r);
      if (expr.bool) value = Number(holds);
      else if (!holds) continue;
      else value = l;
    } else if (calculate !== undefined) value = calculate(l, r);
    if (present[i] === 1)
      throw new QueryError(
        'execution',
        'multiple matches for labels: grouping labels must ensure unique matches',
      );
    present[i] = 1;
    values[i] = value;
  }
}

function resultLabels(expr: Binary, many: Labels, one: Labels): Labels {
  const matching = expr.matching as VectorMatching;
  let labels = Object.hasOwn(ARITHMETIC, expr.op) ? dropMetricName(many) : many;
  if (matching.card === 'one-to-one') {
    const named = new Set(matching.labels);
    labels = matching.on
      ? keepLabels(labels, matching.labels)
      : withoutLabels(labels, (name) => named.has(name));
  }
  for (const name of matching.include) labels = withLabel(labels, name, one[name] ?? '');
  return labels;
}
