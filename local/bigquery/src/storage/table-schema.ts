import type { Field, FieldType } from '../engine/schema.ts';

const STORAGE_TYPE: Readonly<Partial<Record<FieldType, string>>> = { FLOAT64: 'DOUBLE' };

/** google.cloud.bigquery.storage.v1.TableSchema of a table. */
export function toTableSchema(fields: readonly Field[]): { fields: object[] } {
  return {
    fields: fields.map(({ name, type, mode, fields: inner }) => ({
      name,
      type: STORAGE_TYPE[type] ?? type,
      mode,
      ...(inner.length === 0 ? {} : toTableSchema(inner)),
    })),
  };
}
