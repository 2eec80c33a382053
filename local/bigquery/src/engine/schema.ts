import { ApiError } from '../errors.ts';

/** BigQuery's standard types. The REST API writes some by their legacy names. */
export type FieldType =
  | 'STRING'
  | 'BYTES'
  | 'INT64'
  | 'FLOAT64'
  | 'BOOL'
  | 'NUMERIC'
  | 'BIGNUMERIC'
  | 'DATE'
  | 'TIME'
  | 'DATETIME'
  | 'TIMESTAMP'
  | 'INTERVAL'
  | 'JSON'
  | 'GEOGRAPHY'
  | 'STRUCT';

export type Mode = 'NULLABLE' | 'REQUIRED' | 'REPEATED';

/** A column as the engine sees it. */
export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly mode: Mode;
  readonly fields: readonly Field[];
  readonly defaultValueExpression?: string;
}

/** TableFieldSchema as it travels over REST. */
export interface FieldResource {
  name?: string;
  type?: string;
  mode?: string;
  fields?: FieldResource[];
  description?: string;
  defaultValueExpression?: string;
  [other: string]: unknown;
}

const SYNONYMS: Readonly<Record<string, FieldType>> = {
  STRING: 'STRING',
  BYTES: 'BYTES',
  INTEGER: 'INT64',
  INT64: 'INT64',
  INT: 'INT64',
  SMALLINT: 'INT64',
  BIGINT: 'INT64',
  TINYINT: 'INT64',
  BYTEINT: 'INT64',
  FLOAT: 'FLOAT64',
  FLOAT64: 'FLOAT64',
  BOOLEAN: 'BOOL',
  BOOL: 'BOOL',
  NUMERIC: 'NUMERIC',
  DECIMAL: 'NUMERIC',
  BIGNUMERIC: 'BIGNUMERIC',
  BIGDECIMAL: 'BIGNUMERIC',
  DATE: 'DATE',
  TIME: 'TIME',
  DATETIME: 'DATETIME',
  TIMESTAMP: 'TIMESTAMP',
  INTERVAL: 'INTERVAL',
  JSON: 'JSON',
  GEOGRAPHY: 'GEOGRAPHY',
  RECORD: 'STRUCT',
  STRUCT: 'STRUCT',
};

const REST_NAME: Readonly<Partial<Record<FieldType, string>>> = {
  INT64: 'INTEGER',
  FLOAT64: 'FLOAT',
  BOOL: 'BOOLEAN',
  STRUCT: 'RECORD',
};

/** How DuckDB stores each type. BIGNUMERIC keeps 38 digits of its 76. */
const STORED_AS: Readonly<Record<Exclude<FieldType, 'STRUCT'>, string>> = {
  STRING: 'VARCHAR',
  BYTES: 'BLOB',
  INT64: 'BIGINT',
  FLOAT64: 'DOUBLE',
  BOOL: 'BOOLEAN',
  NUMERIC: 'DECIMAL(38,9)',
  BIGNUMERIC: 'DECIMAL(38,18)',
  DATE: 'DATE',
  TIME: 'TIME',
  DATETIME: 'TIMESTAMP',
  TIMESTAMP: 'TIMESTAMPTZ',
  INTERVAL: 'INTERVAL',
  JSON: 'JSON',
  GEOGRAPHY: 'VARCHAR',
};

const FIELD_NAME = /^[\p{L}\p{M}\p{N}\p{Pc}\p{Pd}& %=+:'<>#|]{1,300}$/u;

/** The type a name stands for, or undefined. Parameters such as NUMERIC(10, 2) are ignored. */
export function fieldType(name: string): FieldType | undefined {
  return SYNONYMS[name.replace(/\s*\(.*$/, '').toUpperCase()];
}

export const restTypeName = (type: FieldType): string => REST_NAME[type] ?? type;

/** Reads a REST schema. @throws ApiError `invalid` naming the field. */
export function readFields(resources: readonly FieldResource[], path = ''): Field[] {
  const seen = new Set<string>();
  return resources.map((resource) => {
    const name = resource.name ?? '';
    const where = path + name;
    if (!FIELD_NAME.test(name)) {
      throw new ApiError(
        'invalid',
        `Invalid field name "${where}". Fields must contain only letters, numbers, and underscores, be at most 300 characters long.`,
      );
    }
    if (seen.has(name.toLowerCase()))
      throw new ApiError('invalid', `Field ${where} already exists in schema`);
    seen.add(name.toLowerCase());
    const type = fieldType(resource.type ?? '');
    if (type === undefined)
      throw new ApiError(
        'invalid',
        `Invalid value for type: ${resource.type ?? ''} is not a valid value (field ${where})`,
      );
    const mode = (resource.mode || 'NULLABLE').toUpperCase();
    if (mode !== 'NULLABLE' && mode !== 'REQUIRED' && mode !== 'REPEATED') {
      throw new ApiError('invalid', `Invalid value for mode: ${mode} is not a valid value (field ${where})`);
    }
    if (type === 'STRUCT' && (resource.fields ?? []).length === 0) {
      throw new ApiError('invalid', `Field ${where} is type RECORD but has no schema`);
    }
    return {
      name,
      type,
      mode,
      fields: type === 'STRUCT' ? readFields(resource.fields ?? [], `${where}.`) : [],
      ...(resource.defaultValueExpression === undefined
        ? {}
        : { defaultValueExpression: resource.defaultValueExpression }),
    };
  });
}

export function toResource(field: Field): FieldResource {
  return {
    name: field.name,
    type: restTypeName(field.type),
    mode: field.mode,
    ...(field.fields.length === 0 ? {} : { fields: field.fields.map(toResource) }),
  };
}

/** Quotes an identifier for DuckDB. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The DuckDB type of a field, e.g. `STRUCT("x" BIGINT)[]`. */
export function duckdbType(field: Field): string {
  const one =
    field.type === 'STRUCT'
      ? `STRUCT(${field.fields.map((inner) => `${quote(inner.name)} ${duckdbType(inner)}`).join(', ')})`
      : STORED_AS[field.type];
  return field.mode === 'REPEATED' ? `${one}[]` : one;
}
