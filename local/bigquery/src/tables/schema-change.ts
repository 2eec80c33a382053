import { qualified } from '../engine/catalog.ts';
import { duckdbType, type Field, quote } from '../engine/schema.ts';
import { ApiError } from '../errors.ts';
import { showTable, type TableName } from '../googlesql/names.ts';

/**
 * The DDL that turns one schema into another. As in BigQuery, columns can be added and REQUIRED relaxed;
 * anything else needs a query (ALTER TABLE). @throws ApiError `invalid`
 */
export function schemaChange(name: TableName, before: readonly Field[], after: readonly Field[]): string[] {
  const refuse = (what: string): never => {
    throw new ApiError('invalid', `Provided Schema does not match Table ${showTable(name)}. ${what}`);
  };
  const old = new Map(before.map((field) => [field.name.toLowerCase(), field]));
  const sql: string[] = [];
  for (const field of after) {
    const was = old.get(field.name.toLowerCase());
    old.delete(field.name.toLowerCase());
    if (!was) {
      if (field.mode === 'REQUIRED' && before.length > 0)
        refuse(`Cannot add required fields to an existing schema. (field: ${field.name})`);
      sql.push(`ALTER TABLE ${qualified(name)} ADD COLUMN ${quote(field.name)} ${duckdbType(field)}`);
      continue;
    }
    if (was.mode !== field.mode && !(was.mode === 'REQUIRED' && field.mode === 'NULLABLE')) {
      refuse(`Field ${field.name} has changed mode from ${was.mode} to ${field.mode}`);
    }
    if (was.type !== field.type)
      refuse(`Field ${field.name} has changed type from ${was.type} to ${field.type}`);
    if (duckdbType(was) !== duckdbType(field)) sql.push(...nestedChange(name, was, field, refuse));
  }
  for (const field of old.values()) refuse(`Field ${field.name} is missing in new schema`);
  if (before.length === 0 && after.length > 0)
    sql.push(`ALTER TABLE ${qualified(name)} DROP COLUMN "__bq_empty"`);
  return sql;
}

function nestedChange(name: TableName, was: Field, field: Field, refuse: (what: string) => never): string[] {
  const kept = was.fields.every((inner) =>
    field.fields.some((now) => now.name === inner.name && duckdbType(now) === duckdbType(inner)),
  );
  if (!kept) refuse(`Field ${field.name} has changed its inner fields`);
  if (was.mode === 'REPEATED') refuse(`Adding fields to the repeated record ${field.name} is not supported`);
  return field.fields
    .filter((inner) => !was.fields.some((before) => before.name === inner.name))
    .map(
      (inner) =>
        `ALTER TABLE ${qualified(name)} ADD COLUMN ${quote(field.name)}.${quote(inner.name)} ${duckdbType(inner)}`,
    );
}
