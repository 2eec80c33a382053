import type { Cell, TimestampForm } from '../engine/results.ts';
import type { Field } from '../engine/schema.ts';
import { formatTimestampSeconds } from '../engine/time.ts';
import type { Call } from './route.ts';

/** The form a caller wants TIMESTAMP cells in: float seconds unless it asks for int64 microseconds. */
export function timestampForm(call: Call): TimestampForm {
  const options = call.body.formatOptions as { useInt64Timestamp?: boolean | string } | undefined;
  const asked = options?.useInt64Timestamp ?? call.params['formatOptions.useInt64Timestamp'];
  return asked === true || asked === 'true' ? 'int64' : 'float64';
}

/** Kept rows are int64; the older float form is made only for those who still ask for it. */
export function withTimestamps(
  rows: readonly string[],
  fields: readonly Field[],
  form: TimestampForm,
): readonly string[] {
  if (form === 'int64' || !hasTimestamp(fields)) return rows;
  return rows.map((row) => {
    const { f } = JSON.parse(row) as { f: { v: Cell }[] };
    return JSON.stringify({ f: convertRecord(f, fields) });
  });
}

const hasTimestamp = (fields: readonly Field[]): boolean =>
  fields.some((field) => field.type === 'TIMESTAMP' || hasTimestamp(field.fields));

const convertRecord = (cells: readonly { v: Cell }[], fields: readonly Field[]): { v: Cell }[] =>
  cells.map(({ v }, index) => {
    const field = fields[index];
    return { v: field ? convert(v, field) : v };
  });

function convert(cell: Cell, field: Field): Cell {
  if (cell === null) return null;
  if (Array.isArray(cell)) return cell.map(({ v }) => ({ v: convert(v, { ...field, mode: 'NULLABLE' }) }));
  if (typeof cell === 'object') return { f: convertRecord(cell.f, field.fields) };
  return field.type === 'TIMESTAMP' ? formatTimestampSeconds(BigInt(cell)) : cell;
}
