import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { Field, FieldType } from './schema.ts';
import { parseDate, parseDatetime, parseTime, parseTimestamp } from './time.ts';

/** A value that does not fit its column; `location` is the path of the field within the row. */
export class ValueError extends Error {
  override readonly name = 'ValueError';
  readonly location: string;
  constructor(message: string, location: string) {
    super(message);
    this.location = location;
  }
}

export interface ReadOptions {
  /** Drop values of fields the schema does not have instead of refusing them. */
  readonly ignoreUnknownValues: boolean;
}

type Scalar = (value: unknown) => DuckDBValue | undefined;

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const NUMBER_TEXT = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const NUMERIC_TEXT = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
const MICROS_PER_SECOND = 1_000_000;

/** What JSON may hold for each type; undefined means that it does not fit. */
const SCALARS: Readonly<Record<Exclude<FieldType, 'STRUCT'>, Scalar>> = {
  STRING: (value) => (typeof value === 'string' ? value : isPlain(value) ? String(value) : undefined),
  GEOGRAPHY: (value) => (typeof value === 'string' ? value : undefined),
  BYTES: (value) =>
    typeof value === 'string' && BASE64.test(value)
      ? new DuckDBBlobValue(new Uint8Array(Buffer.from(value, 'base64')))
      : undefined,
  INT64: readInt64,
  FLOAT64: readFloat64,
  BOOL: readBool,
  NUMERIC: (value) => readDecimal(value, 9),
  BIGNUMERIC: (value) => readDecimal(value, 18),
  DATE: (value) => mapText(value, parseDate, (days) => new DuckDBDateValue(days)),
  TIME: (value) => mapText(value, parseTime, (micros) => new DuckDBTimeValue(micros)),
  DATETIME: (value) => mapText(value, parseDatetime, (micros) => new DuckDBTimestampValue(micros)),
  TIMESTAMP: readTimestamp,
  INTERVAL: readInterval,
  JSON: (value) => (typeof value === 'string' ? (isJson(value) ? value : undefined) : JSON.stringify(value)),
};

/** Turns one field of a JSON row into what DuckDB stores. @throws ValueError */
export function readField(field: Field, value: unknown, options: ReadOptions, path = ''): DuckDBValue {
  const location = path + field.name;
  if (field.mode === 'REPEATED') {
    if (value === null || value === undefined) return new DuckDBListValue([]);
    if (!Array.isArray(value))
      throw new ValueError(
        `Array specified for non-repeated field: ${location}.`.replace(
          'Array specified for non-repeated',
          'A repeated field needs an array',
        ),
        location,
      );
    return new DuckDBListValue(
      value.map((item, index) => {
        if (item === null || item === undefined)
          throw new ValueError(
            `Only optional fields can be set to NULL. Field: ${location}; Value: NULL`,
            `${location}[${index}]`,
          );
        return readOne(field, item, options, `${location}[${index}]`);
      }),
    );
  }
  if (value === null || value === undefined) {
    if (field.mode === 'REQUIRED') throw new ValueError(`Missing required field: ${location}.`, location);
    return null;
  }
  if (Array.isArray(value) && field.type !== 'JSON')
    throw new ValueError(`Array specified for non-repeated field: ${location}.`, location);
  return readOne(field, value, options, location);
}

function readOne(field: Field, value: unknown, options: ReadOptions, location: string): DuckDBValue {
  if (field.type === 'STRUCT') {
    if (typeof value !== 'object' || value === null)
      throw new ValueError(`This field: ${location} is a record.`, location);
    return new DuckDBStructValue(
      readRecord(field.fields, value as Record<string, unknown>, options, `${location}.`),
    );
  }
  const stored = SCALARS[field.type](value);
  if (stored === undefined)
    throw new ValueError(
      `Cannot convert value to ${named(field.type)} (bad value): ${show(value)}`,
      location,
    );
  return stored;
}

function readRecord(
  fields: readonly Field[],
  value: Record<string, unknown>,
  options: ReadOptions,
  path: string,
): Record<string, DuckDBValue> {
  refuseUnknown(fields, value, options, path);
  const entries: Record<string, DuckDBValue> = {};
  for (const field of fields)
    entries[field.name] = readField(field, propertyOf(field.name, value), options, path);
  return entries;
}

/** One JSON row in the order of `fields`. @throws ValueError for the first field at fault */
export function readRow(
  fields: readonly Field[],
  row: Record<string, unknown>,
  options: ReadOptions,
): DuckDBValue[] {
  refuseUnknown(fields, row, options, '');
  return fields.map((field) => readField(field, propertyOf(field.name, row), options));
}

/** Column names match without regard to case; the exact name first, as it nearly always is. */
function propertyOf(name: string, row: Record<string, unknown>): unknown {
  if (Object.hasOwn(row, name)) return row[name];
  const lower = name.toLowerCase();
  for (const key in row) if (key.toLowerCase() === lower) return row[key];
  return undefined;
}

function refuseUnknown(
  fields: readonly Field[],
  row: Record<string, unknown>,
  options: ReadOptions,
  path: string,
): void {
  if (options.ignoreUnknownValues) return;
  for (const key in row) {
    const lower = key.toLowerCase();
    if (!fields.some(({ name }) => name === key || name.toLowerCase() === lower)) {
      throw new ValueError(`no such field: ${path}${key}.`, path + key);
    }
  }
}

function readInt64(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  if (typeof value !== 'string' || !/^\s*[+-]?\d+\s*$/.test(value)) return undefined;
  const integer = BigInt(value.trim().replace(/^\+/, ''));
  return integer < INT64_MIN || integer > INT64_MAX ? undefined : integer;
}

function readFloat64(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(value);
  if (special)
    return special[2]?.toLowerCase() === 'nan' ? Number.NaN : special[1] === '-' ? -Infinity : Infinity;
  return NUMBER_TEXT.test(value) ? Number(value) : undefined;
}

function readBool(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  const lower = value.toLowerCase();
  return lower === 'true' || lower === 't' ? true : lower === 'false' || lower === 'f' ? false : undefined;
}

/** Precision of DuckDB's widest decimal. */
const DECIMAL_DIGITS = 38;

function readDecimal(value: unknown, scale: number): DuckDBDecimalValue | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const match = NUMERIC_TEXT.exec(String(value).trim());
  if (!match || `${match[2]}${match[3] ?? ''}` === '') return undefined;
  const fraction = match[3] ?? '';
  const shift = scale + Number(match[4] ?? 0) - fraction.length;
  if (Math.abs(shift) > 2 * DECIMAL_DIGITS) return undefined;
  const digits = BigInt(`${match[2]}${fraction}`);
  const scaled = shift >= 0 ? digits * 10n ** BigInt(shift) : roundHalfUp(digits, 10n ** BigInt(-shift));
  if (scaled >= 10n ** BigInt(DECIMAL_DIGITS)) return undefined;
  return new DuckDBDecimalValue(match[1] === '-' ? -scaled : scaled, DECIMAL_DIGITS, scale);
}

const roundHalfUp = (value: bigint, unit: bigint): bigint => (value + unit / 2n) / unit;

function readTimestamp(value: unknown): DuckDBTimestampTZValue | undefined {
  if (typeof value === 'number')
    return new DuckDBTimestampTZValue(BigInt(Math.round(value * MICROS_PER_SECOND)));
  if (typeof value !== 'string') return undefined;
  const micros = parseTimestamp(value);
  if (micros !== undefined) return new DuckDBTimestampTZValue(micros);
  return NUMBER_TEXT.test(value) ? new DuckDBTimestampTZValue(secondsToMicros(value)) : undefined;
}

function secondsToMicros(text: string): bigint {
  const decimal = readDecimal(text, 6);
  return decimal === undefined ? 0n : decimal.value;
}

/** Canonical INTERVAL text: `Y-M D H:M:S[.F]`. */
const INTERVAL = /^([+-]?)(\d+)-(\d+) ([+-]?\d+) ([+-]?)(\d+):(\d+):(\d+)(?:\.(\d{1,6}))?$/;

function readInterval(value: unknown): DuckDBIntervalValue | undefined {
  const match = typeof value === 'string' ? INTERVAL.exec(value) : null;
  if (!match) return undefined;
  const months = (Number(match[2]) * 12 + Number(match[3])) * (match[1] === '-' ? -1 : 1);
  const seconds = Number(match[6]) * 3600 + Number(match[7]) * 60 + Number(match[8]);
  const micros = BigInt(seconds) * BigInt(MICROS_PER_SECOND) + BigInt((match[9] ?? '').padEnd(6, '0'));
  return new DuckDBIntervalValue(months, Number(match[4]), match[5] === '-' ? -micros : micros);
}

function mapText<T>(
  value: unknown,
  parse: (text: string) => T | undefined,
  make: (parsed: T) => DuckDBValue,
): DuckDBValue | undefined {
  const parsed = typeof value === 'string' ? parse(value) : undefined;
  return parsed === undefined ? undefined : make(parsed);
}

function isPlain(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const named = (type: FieldType): string =>
  type === 'INT64'
    ? 'integer'
    : type === 'FLOAT64'
      ? 'double'
      : type === 'BOOL'
        ? 'boolean'
        : type.toLowerCase();
const show = (value: unknown): string =>
  String(typeof value === 'object' ? JSON.stringify(value) : value).slice(0, 100);
