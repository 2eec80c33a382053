import type { Aggregate } from '../ast.ts';
import { QueryError } from '../errors.ts';
import { isValidLabelName, labelsKey, withLabel } from '../labels.ts';
import type { Group } from './aggregate.ts';
import { mergeEqual } from './merge.ts';
import { type Column, type Grid, newColumn } from './value.ts';

/** How often each value occurs in a group, as series labelled with the value. */
export function countValues(
  expr: Aggregate,
  groups: readonly Group[],
  label: string,
  grid: Grid,
): readonly Column[] {
  if (!isValidLabelName(label)) throw new QueryError('execution', `invalid label name "${showBytes(label)}"`);
  const grouped = !expr.without && expr.grouping.includes(label);
  const columns: Column[] = [];
  for (const group of groups) {
    const base = grouped ? withLabel(group.labels, label, '') : group.labels;
    const byValue = new Map<string, Column>();
    for (const column of group.columns) {
      for (let i = 0; i < grid.count; i++) {
        if (column.present[i] === 0) continue;
        const text = formatValue(column.values[i] as number);
        let counted = byValue.get(text);
        if (counted === undefined) {
          counted = newColumn(withLabel(base, label, text), grid.count, group.dropName);
          byValue.set(text, counted);
        }
        counted.present[i] = 1;
        (counted.values[i] as number) += 1;
      }
    }
    columns.push(...byValue.values());
  }
  return sumEqual(columns);
}

/** Groups may fall together when the label overwrites one they were grouped by. */
function sumEqual(columns: readonly Column[]): readonly Column[] {
  const byKey = new Map<string, Column>();
  for (const column of columns) {
    const key = labelsKey(column.labels);
    const other = byKey.get(key);
    if (other === undefined) byKey.set(key, column);
    else
      column.present.forEach((present, i) => {
        if (present === 0) return;
        other.present[i] = 1;
        (other.values[i] as number) += column.values[i] as number;
      });
  }
  return mergeEqual([...byKey.values()]);
}

/** A float in plain decimals without an exponent, as Go's FormatFloat(v, 'f', -1, 64). */
export function formatValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const text = String(value);
  const match = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const shift = Number(exponent);
  const digits = whole + fraction;
  if (shift < 0) return `${sign}0.${'0'.repeat(-shift - whole.length)}${digits}`;
  return `${sign}${digits}${'0'.repeat(shift - fraction.length)}`;
}

const FIRST_ESCAPED_BYTE = 0xdc00;

function showBytes(text: string): string {
  return text.replace(
    /[\udc80-\udcff]/g,
    (char) => `\\x${(char.charCodeAt(0) - FIRST_ESCAPED_BYTE).toString(16)}`,
  );
}
