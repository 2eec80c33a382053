import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  type DuckDBType,
  INTERVAL,
  LIST,
  STRUCT,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  VARCHAR,
} from '@duckdb/node-api';
import { ApiError } from '../errors.ts';
import { parameterName } from '../googlesql/translate.ts';
import type { Bindings } from './queries.ts';
import { type Field, fieldType } from './schema.ts';
import { readField, ValueError } from './values.ts';

/** QueryParameter as it travels over REST. */
export interface QueryParameter {
  name?: string;
  parameterType?: ParameterType;
  parameterValue?: ParameterValue;
}

interface ParameterType {
  type?: string;
  arrayType?: ParameterType;
  structTypes?: { name?: string; type?: ParameterType }[];
}

interface ParameterValue {
  value?: string | null;
  arrayValues?: ParameterValue[];
  structValues?: Record<string, ParameterValue>;
}

const SCALAR = { BIGINT, BLOB, BOOLEAN, DATE, DOUBLE, INTERVAL, TIME, TIMESTAMP, TIMESTAMPTZ, VARCHAR };

/** DuckDB's type object of a field, for binding and for appending. */
export function typeOf(field: Field): DuckDBType {
  const one = typeOfOne(field);
  return field.mode === 'REPEATED' ? LIST(one) : one;
}

function typeOfOne(field: Field): DuckDBType {
  switch (field.type) {
    case 'STRUCT':
      return STRUCT(Object.fromEntries(field.fields.map((inner) => [inner.name, typeOf(inner)])));
    case 'NUMERIC':
      return DECIMAL(38, 9);
    case 'BIGNUMERIC':
      return DECIMAL(38, 18);
    case 'INT64':
      return SCALAR.BIGINT;
    case 'FLOAT64':
      return SCALAR.DOUBLE;
    case 'BOOL':
      return SCALAR.BOOLEAN;
    case 'BYTES':
      return SCALAR.BLOB;
    case 'DATE':
      return SCALAR.DATE;
    case 'TIME':
      return SCALAR.TIME;
    case 'DATETIME':
      return SCALAR.TIMESTAMP;
    case 'TIMESTAMP':
      return SCALAR.TIMESTAMPTZ;
    case 'INTERVAL':
      return SCALAR.INTERVAL;
    default:
      return SCALAR.VARCHAR;
  }
}

/** Reads a query's parameters; positional ones are named `1`, `2` …. @throws ApiError naming the parameter */
export function bindParameters(
  parameters: readonly QueryParameter[],
  used: { readonly parameters: ReadonlySet<string>; readonly positional: number },
): Bindings {
  const bindings: Bindings = { values: {}, types: {} };
  const given = new Map<string, QueryParameter>();
  parameters.forEach((parameter, index) => {
    given.set(parameter.name ? parameter.name.toLowerCase() : String(index + 1), parameter);
  });
  const names = [
    ...used.parameters,
    ...Array.from({ length: used.positional }, (_, index) => String(index + 1)),
  ];
  for (const name of names) {
    const parameter = given.get(name);
    if (!parameter) {
      throw new ApiError(
        'invalidQuery',
        /^\d/.test(name)
          ? `Query parameter number ${name} is not defined`
          : `Query parameter '${name}' not found`,
        'query',
      );
    }
    const field = fieldOf(parameter.name || name, parameter.parameterType ?? {});
    try {
      bindings.values[parameterName(name)] = readField(
        field,
        plain(parameter.parameterValue, parameter.parameterType ?? {}),
        { ignoreUnknownValues: false },
      );
    } catch (thrown) {
      if (!(thrown instanceof ValueError)) throw thrown;
      throw new ApiError('invalid', `Invalid query parameter '${name}': ${thrown.message}`, undefined, {
        cause: thrown,
      });
    }
    bindings.types[parameterName(name)] = typeOf(field);
  }
  return bindings;
}

/** The same query with the type of each parameter written out: unbound, DuckDB does not know what it answers with. */
export const withTypes = (sql: string, { types }: Bindings): string =>
  sql.replace(/'(?:[^']|'')*'|\$(p_\w+)/g, (whole, name?: string) =>
    name === undefined ? whole : `CAST(${whole} AS ${types[name]})`,
  );

function fieldOf(name: string, type: ParameterType): Field {
  if (type.arrayType) return { ...fieldOf(name, type.arrayType), mode: 'REPEATED' };
  const found = fieldType(type.type ?? '');
  if (found === undefined)
    throw new ApiError(
      'invalid',
      `Invalid value for type: "${type.type ?? ''}" is not a valid value (query parameter '${name}')`,
    );
  const fields = (type.structTypes ?? []).map((inner, index) =>
    fieldOf(inner.name || `_field_${index + 1}`, inner.type ?? {}),
  );
  return { name, type: found, mode: 'NULLABLE', fields };
}

/** The JSON value a parameter stands for. */
function plain(value: ParameterValue | undefined, type: ParameterType): unknown {
  if (value === undefined || value === null) return null;
  if (type.arrayType) {
    const items = value.arrayValues;
    const itemType = type.arrayType;
    return items?.map((item) => plain(item, itemType)) ?? [];
  }
  if (type.structTypes) {
    const { structValues } = value;
    if (!structValues) return null;
    return Object.fromEntries(
      type.structTypes.map((inner, index) => {
        const name = inner.name || `_field_${index + 1}`;
        return [name, plain(structValues[name], inner.type ?? {})];
      }),
    );
  }
  return value.value ?? null;
}
