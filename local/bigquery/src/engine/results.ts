import {
  DuckDBBlobValue,
  type DuckDBDateValue,
  type DuckDBDecimalValue,
  type DuckDBIntervalValue,
  type DuckDBListType,
  type DuckDBListValue,
  type DuckDBStructType,
  type DuckDBStructValue,
  type DuckDBTimestampTZValue,
  type DuckDBTimestampValue,
  type DuckDBTimeValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api';
import { ApiError } from '../errors.ts';
import type { Field, FieldType } from './schema.ts';
import { formatDate, formatDatetime, formatTime, formatTimestampSeconds } from './time.ts';

/** One cell of the REST form: a string, nested `{f: [{v}]}`, `[{v}]`, or null. */
export type Cell = string | null | { f: { v: Cell }[] } | { v: Cell }[];

/** How TIMESTAMP cells are written: int64 microseconds when the caller asks, else float seconds. */
export type TimestampForm = 'int64' | 'float64';

const TYPE_OF: Readonly<Partial<Record<DuckDBTypeId, FieldType>>> = {
  [DuckDBTypeId.BOOLEAN]: 'BOOL',
  [DuckDBTypeId.TINYINT]: 'INT64',
  [DuckDBTypeId.SMALLINT]: 'INT64',
  [DuckDBTypeId.INTEGER]: 'INT64',
  [DuckDBTypeId.BIGINT]: 'INT64',
  [DuckDBTypeId.UTINYINT]: 'INT64',
  [DuckDBTypeId.USMALLINT]: 'INT64',
  [DuckDBTypeId.UINTEGER]: 'INT64',
  [DuckDBTypeId.UBIGINT]: 'INT64',
  // DuckDB sums 64-bit integers into 128 bits.
  [DuckDBTypeId.HUGEINT]: 'INT64',
  [DuckDBTypeId.FLOAT]: 'FLOAT64',
  [DuckDBTypeId.DOUBLE]: 'FLOAT64',
  [DuckDBTypeId.DATE]: 'DATE',
  [DuckDBTypeId.TIME]: 'TIME',
  [DuckDBTypeId.TIMESTAMP]: 'DATETIME',
  [DuckDBTypeId.TIMESTAMP_TZ]: 'TIMESTAMP',
  [DuckDBTypeId.INTERVAL]: 'INTERVAL',
  [DuckDBTypeId.BLOB]: 'BYTES',
};

/** Scale above which a decimal is a BIGNUMERIC. */
const NUMERIC_SCALE = 9;

/** The GoogleSQL type of a DuckDB result column. */
export function resultField(name: string, type: DuckDBType): Field {
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
      return { ...resultField(name, (type as DuckDBListType).valueType), mode: 'REPEATED' };
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type as DuckDBStructType;
      // Values of a struct come by name.
      if (new Set(entryNames).size < entryNames.length)
        throw new ApiError(
          'invalidQuery',
          'A STRUCT with fields of the same name, or of none, is not supported here; name them: STRUCT(1 AS a, 2 AS b).',
          'query',
        );
      const fields = entryTypes.map((entry, index) => resultField(entryNames[index] ?? '', entry));
      return { name, type: 'STRUCT', mode: 'NULLABLE', fields };
    }
    case DuckDBTypeId.DECIMAL:
      return scalar(
        name,
        (type as unknown as { scale: number }).scale > NUMERIC_SCALE ? 'BIGNUMERIC' : 'NUMERIC',
      );
    case DuckDBTypeId.VARCHAR:
      return scalar(name, type.alias === 'JSON' ? 'JSON' : 'STRING');
    case DuckDBTypeId.SQLNULL:
      return scalar(name, 'INT64');
    default:
      return scalar(name, TYPE_OF[type.typeId] ?? 'STRING');
  }
}

const scalar = (name: string, type: FieldType): Field => ({ name, type, mode: 'NULLABLE', fields: [] });

type Encode = (value: DuckDBValue) => Cell;

/** A function that writes values of a field as REST cells. */
export function encoder(field: Field, timestamps: TimestampForm): Encode {
  const one = encodeOne(field, timestamps);
  const single: Encode = (value) => (value === null ? null : one(value));
  if (field.mode !== 'REPEATED') return single;
  // BigQuery has no NULL arrays in results: they read as empty.
  return (value) => (value === null ? [] : (value as DuckDBListValue).items.map(element));

  function element(item: DuckDBValue): { v: Cell } {
    if (item !== null) return { v: one(item) };
    const fault = `Array cannot have a null element; error in writing field ${field.name}`;
    throw new ApiError('invalidQuery', fault, 'query');
  }
}

function encodeOne(field: Field, timestamps: TimestampForm): Encode {
  switch (field.type) {
    case 'STRUCT': {
      const inner = field.fields.map((child) => [child.name, encoder(child, timestamps)] as const);
      return (value) => {
        const { entries } = value as DuckDBStructValue;
        return { f: inner.map(([name, encode]) => ({ v: encode(entries[name] ?? null) })) };
      };
    }
    case 'TIMESTAMP':
      return timestamps === 'int64'
        ? (value) => String(inRange((value as DuckDBTimestampTZValue).micros))
        : (value) => formatTimestampSeconds(inRange((value as DuckDBTimestampTZValue).micros));
    case 'DATETIME':
      return (value) => formatDatetime(inRange((value as DuckDBTimestampValue).micros));
    case 'DATE':
      return (value) => formatDate(dayInRange((value as DuckDBDateValue).days));
    case 'TIME':
      return (value) => formatTime((value as DuckDBTimeValue).micros);
    case 'BYTES':
      return (value) => Buffer.from((value as DuckDBBlobValue).bytes).toString('base64');
    case 'NUMERIC':
    case 'BIGNUMERIC':
      return (value) => trimZeros(String(value as DuckDBDecimalValue));
    case 'INTERVAL':
      return (value) => formatInterval(value as DuckDBIntervalValue);
    case 'FLOAT64':
      return (value) => formatFloat(value as number);
    case 'STRING':
      return (value) =>
        value instanceof DuckDBBlobValue ? Buffer.from(value.bytes).toString('base64') : String(value);
    case 'INT64':
      return formatInteger;
    default:
      return (value) => String(value);
  }
}

const MICROS_PER_SECOND = 1_000_000n;

/** Years 1 to 9999; DuckDB knows others. */
const FIRST_DAY = -719_162;
const LAST_DAY = 2_932_896;
const MICROS_PER_DAY = 86_400n * MICROS_PER_SECOND;
const FIRST_MICROSECOND = BigInt(FIRST_DAY) * MICROS_PER_DAY;
const END_OF_TIME = BigInt(LAST_DAY + 1) * MICROS_PER_DAY;

function dayInRange(days: number): number {
  if (days >= FIRST_DAY && days <= LAST_DAY) return days;
  throw new ApiError('invalidQuery', `Date value out of range: ${days} days from 1970-01-01`, 'query');
}

function inRange(micros: bigint): bigint {
  if (micros >= FIRST_MICROSECOND && micros < END_OF_TIME) return micros;
  throw new ApiError(
    'invalidQuery',
    `Timestamp value out of range: ${micros} microseconds from 1970-01-01`,
    'query',
  );
}

/** @throws ApiError for a sum that INT64 cannot hold: DuckDB adds in 128 bits */
function formatInteger(value: DuckDBValue): string {
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) !== value)
    throw new ApiError('invalidQuery', `int64 overflow: ${value}`, 'query');
  return String(value);
}

const trimZeros = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

const formatFloat = (value: number): string =>
  Number.isInteger(value)
    ? `${value}.0`.replace(/^(-?\d+e[+-]?\d+)\.0$/, '$1')
    : Number.isFinite(value) || Number.isNaN(value)
      ? String(value)
      : value > 0
        ? 'Infinity'
        : '-Infinity';

/** GoogleSQL's canonical INTERVAL: `[-]Y-M [-]D [-]H:M:S[.F]`. */
function formatInterval({ months, days, micros }: DuckDBIntervalValue): string {
  const absolute = micros < 0n ? -micros : micros;
  const seconds = absolute / MICROS_PER_SECOND;
  const fraction = absolute % MICROS_PER_SECOND;
  const clock = `${seconds / 3600n}:${(seconds / 60n) % 60n}:${seconds % 60n}${fraction === 0n ? '' : `.${String(fraction).padStart(6, '0')}`}`;
  const calendar = `${months < 0 ? '-' : ''}${Math.floor(Math.abs(months) / 12)}-${Math.abs(months) % 12}`;
  return `${calendar} ${days} ${micros < 0n ? '-' : ''}${clock}`;
}
