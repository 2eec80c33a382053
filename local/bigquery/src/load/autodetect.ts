import { type FieldResource, type FieldType, restTypeName } from '../engine/schema.ts';
import { parseDate, parseTime, parseTimestamp } from '../engine/time.ts';
import type { Cells, JsonRow } from './records.ts';

/** Records that BigQuery looks at. https://cloud.google.com/bigquery/docs/schema-detect */
export const DETECTION_ROWS = 500;

/** What a file looks like: its columns, and the records before the data. */
export interface DetectedCsv {
  readonly fields: FieldResource[];
  /** Whether the columns are named by a header, which is record `skip - 1`. */
  readonly header: boolean;
  readonly skip: number;
}

/**
 * Columns of a CSV file from its first records. As BigQuery does: without `skipLeadingRows` the first record is a
 * header when all of it is text and some column below is not; with 0 there is none; with n the header is the n-th.
 */
export function detectCsv(records: readonly Cells[], skipLeadingRows: number | undefined): DetectedCsv {
  const at = skipLeadingRows === undefined ? 0 : skipLeadingRows - 1;
  const first = at < 0 ? undefined : records[at];
  const data = records.slice(at + 1);
  const width = Math.max(0, ...records.slice(Math.max(at, 0)).map((cells) => cells.length));
  const column = (rows: readonly Cells[], index: number): (string | null)[] =>
    rows.map((cells) => cells[index] ?? null);
  const types = Array.from({ length: width }, (_, index) => typeOfAll(column(data, index)));
  const isHeader =
    first?.every((cell) => cell !== null && typeOfText(cell) === 'STRING') === true &&
    types.some((type) => type !== undefined && type !== 'STRING');
  if (isHeader) {
    const names = uniqueNames(types.map((_, index) => first?.[index] ?? ''));
    return {
      fields: types.map((type, index) => named(names[index] ?? '', type)),
      header: true,
      skip: at + 1,
    };
  }
  // The n-th record is passed over, header or not; only where none was announced is the first one data.
  const skip = skipLeadingRows ?? 0;
  const all = Array.from({ length: width }, (_, index) => typeOfAll(column(records.slice(skip), index)));
  return {
    fields: all.map((type, index) => named(`${PREFIX[type ?? 'STRING'] ?? 'string'}_field_${index}`, type)),
    header: false,
    skip,
  };
}

const PREFIX: Readonly<Partial<Record<FieldType, string>>> = {
  ...{ INT64: 'int64', FLOAT64: 'double', BOOL: 'bool' },
  ...{ DATE: 'date', TIME: 'time', TIMESTAMP: 'timestamp', STRING: 'string' },
};

const named = (name: string, type: FieldType | undefined): FieldResource => ({
  name,
  type: restTypeName(type ?? 'STRING'),
  mode: 'NULLABLE',
});

/** Names of columns: what cannot stand in one becomes `_`, and no two are the same. */
function uniqueNames(texts: readonly string[]): string[] {
  const used = new Set<string>();
  return texts.map((text, index) => {
    const plain = text.trim().replace(/[^\p{L}\p{N}_]/gu, '_') || `string_field_${index}`;
    const base = /^\p{N}/u.test(plain) ? `_${plain}` : plain;
    let name = base;
    for (let count = 1; used.has(name.toLowerCase()); count++) name = `${base}_${count}`;
    used.add(name.toLowerCase());
    return name;
  });
}

function typeOfText(text: string): FieldType {
  const value = text.trim();
  if (/^(true|false)$/i.test(value)) return 'BOOL';
  if (/^[+-]?\d{1,18}$/.test(value)) return 'INT64';
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) return 'FLOAT64';
  if (parseDate(value) !== undefined) return 'DATE';
  if (parseTime(value) !== undefined) return 'TIME';
  return parseTimestamp(value) === undefined ? 'STRING' : 'TIMESTAMP';
}

/** The one type that holds both. */
function common(a: FieldType, b: FieldType): FieldType {
  if (a === b) return a;
  const both = new Set([a, b]);
  if (both.has('INT64') && both.has('FLOAT64')) return 'FLOAT64';
  return both.has('DATE') && both.has('TIMESTAMP') ? 'TIMESTAMP' : 'STRING';
}

const typeOfAll = (cells: readonly (string | null)[]): FieldType | undefined =>
  cells
    .filter((cell): cell is string => cell !== null && cell !== '')
    .map(typeOfText)
    .reduce<FieldType | undefined>(
      (type, next) => (type === undefined ? next : common(type, next)),
      undefined,
    );

/** Columns of JSON rows; objects become RECORDs, arrays REPEATED. */
export function detectJson(rows: readonly JsonRow[]): FieldResource[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return names.map((name) =>
    detectValues(
      name,
      rows.map((row) => row[name]),
    ),
  );
}

function detectValues(name: string, values: readonly unknown[]): FieldResource {
  const present = values.filter((value) => value !== null && value !== undefined);
  const repeated = present.length > 0 && present.every(Array.isArray);
  const items = repeated ? present.flat().filter((item) => item !== null) : present;
  const mode = repeated ? 'REPEATED' : 'NULLABLE';
  const isRecord = (value: unknown): value is JsonRow =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (items.length > 0 && items.every(isRecord))
    return { name, type: 'RECORD', mode, fields: detectJson(items) };
  return { ...named(name, typeOfAll(items.map((item) => String(item)))), mode };
}
