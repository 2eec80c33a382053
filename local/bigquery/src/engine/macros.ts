import type { DuckDBConnection } from '@duckdb/node-api';
import { ARRAY_MACROS } from './macros/arrays.ts';
import { CAST_MACROS } from './macros/casts.ts';
import { JSON_MACROS } from './macros/json.ts';
import { NUMBER_MACROS } from './macros/numbers.ts';
import { TEXT_MACROS } from './macros/texts.ts';
import { TIME_MACROS } from './macros/times.ts';

/**
 * GoogleSQL functions that the translator leaves wrong or untouched, written as DuckDB macros. The
 * rewriter renames calls `F(…)` to `__bq_f(…)`, which the translator passes through as an unknown function.
 */
export const MACROS: Readonly<Record<string, string>> = {
  // DuckDB's own error() is volatile, which TRY does not take. Nothing of `tested` is written: it keeps a constant
  // message from being computed, and so failing, while the query is planned.
  'fail(message, tested)':
    'CASE WHEN CAST(message || substr(CAST(tested AS VARCHAR), 1, 0) AS UUID) IS NULL THEN NULL END',
  ...NUMBER_MACROS,
  ...TIME_MACROS,
  ...TEXT_MACROS,
  ...CAST_MACROS,
  ...JSON_MACROS,
  ...ARRAY_MACROS,
};

const nameOf = (signature: string): string => signature.slice(0, signature.indexOf('('));

/** Names the rewriter renames, in lower case. */
export const MACRO_NAMES: ReadonlySet<string> = new Set(Object.keys(MACROS).map(nameOf));

export const MACRO_PREFIX = '__bq_';

/** (Re)creates the macros, so that an older data directory gets today's. */
export async function defineMacros(connection: DuckDBConnection): Promise<void> {
  const overloads = new Map<string, string[]>();
  for (const [signature, body] of Object.entries(MACROS)) {
    const name = nameOf(signature);
    overloads.set(name, [...(overloads.get(name) ?? []), `${signature.slice(name.length)} AS ${body}`]);
  }
  for (const [name, bodies] of overloads)
    await connection.run(`CREATE OR REPLACE MACRO main.${MACRO_PREFIX}${name}${bodies.join(', ')}`);
}
