import type { Row } from '../warehouse/run-query.ts';

/** The values of a row's columns; each throws where the warehouse sent something else. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw mismatch(column, 'a string', value);
}

export function number(row: Row, column: string): number {
  const value = row[column];
  if (typeof value === 'number') return value;
  throw mismatch(column, 'a number', value);
}

/** RFC 3339 in UTC; the client wraps TIMESTAMP in an object with that text as `value`. */
export function timestamp(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === 'object' && value !== null && 'value' in value && typeof value.value === 'string') {
    return value.value;
  }
  throw mismatch(column, 'a timestamp', value);
}

const mismatch = (column: string, expected: string, value: unknown): Error =>
  new TypeError(`column ${column}: expected ${expected}, got ${value === null ? 'null' : typeof value}`);
