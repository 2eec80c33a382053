import type { Binary, VectorMatching } from '../ast.ts';
import { signatureOf } from './signature.ts';
import { type Column, hasAny } from './value.ts';

/** `and`, `or` and `unless`: sets of series by their matching labels, time by time. */
export function combineSets(
  expr: Binary,
  left: readonly Column[],
  right: readonly Column[],
): readonly Column[] {
  const signature = signatureOf(expr.matching as VectorMatching);
  if (expr.op === 'or') return [...left, ...keepWhere(right, presence(left, signature), 0, signature)];
  return keepWhere(left, presence(right, signature), expr.op === 'and' ? 1 : 0, signature);
}

/** For each signature, 1 at the times at which some series with it has a value. */
function presence(
  columns: readonly Column[],
  signature: (labels: Column['labels']) => string,
): Map<string, Uint8Array> {
  const known = new Map<string, Uint8Array>();
  for (const { labels, present } of columns) {
    const key = signature(labels);
    const union = known.get(key);
    if (union === undefined) known.set(key, present.slice());
    else for (let i = 0; i < union.length; i++) (union[i] as number) |= present[i] as number;
  }
  return known;
}

/** The columns at the times at which the other side's presence is `wanted`. */
function keepWhere(
  columns: readonly Column[],
  other: ReadonlyMap<string, Uint8Array>,
  wanted: 0 | 1,
  signature: (labels: Column['labels']) => string,
): Column[] {
  const kept: Column[] = [];
  for (const column of columns) {
    const there = other.get(signature(column.labels));
    if (there === undefined) {
      if (wanted === 0) kept.push(column);
      continue;
    }
    const present = column.present.map((has, i) => (has === 1 && there[i] === wanted ? 1 : 0));
    const result = { ...column, present };
    if (hasAny(result)) kept.push(result);
  }
  return kept;
}
