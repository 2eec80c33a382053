import { QueryError } from '../errors.ts';
import { dropMetricName, labelsKey } from '../labels.ts';
import type { Column } from './value.ts';

/**
 * Joins columns whose labels have become equal; times at which both have a value are a fault of the query.
 * @throws {QueryError}
 */
export function mergeEqual(columns: readonly Column[]): readonly Column[] {
  const byKey = new Map<string, Column>();
  let equal = false;
  for (const column of columns) {
    const key = labelsKey(column.labels);
    const other = byKey.get(key);
    if (other === undefined) byKey.set(key, column);
    else {
      equal = true;
      byKey.set(key, join(other, column));
    }
  }
  return equal ? [...byKey.values()] : columns;
}

function join(a: Column, b: Column): Column {
  const values = a.values.slice();
  const present = a.present.slice();
  for (let i = 0; i < present.length; i++) {
    if (b.present[i] === 0) continue;
    if (present[i] === 1)
      throw new QueryError('execution', 'vector cannot contain metrics with the same labelset');
    present[i] = 1;
    values[i] = b.values[i] as number;
  }
  return { labels: a.labels, values, present, dropName: a.dropName || b.dropName };
}

/** Carries out delayed name removal, for a result or before labels are looked at. */
export function dropMarkedNames(columns: readonly Column[]): readonly Column[] {
  if (!columns.some((column) => column.dropName)) return columns;
  return mergeEqual(
    columns.map((column) =>
      column.dropName ? { ...column, labels: dropMetricName(column.labels), dropName: false } : column,
    ),
  );
}
