import { createHash } from 'node:crypto';
import { Problem } from './problems/catalogue.ts';

// Bumped when the meaning of the keys changes, so that an old token is refused and not misread.
const VERSION = 1;

/**
 * A page token is a position in an ordering (a keyset), so that rows inserted meanwhile neither repeat
 * nor hide others. It is bound to the filters: `filters` is hashed in, and another query refuses it.
 */
export function writePageToken(filters: unknown, keys: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([VERSION, digest(filters), ...keys])).toString('base64url');
}

/**
 * The keys written by `writePageToken`.
 * @param kinds the type each key must have
 * @throws Problem when the token is forged, damaged, of another version or of other filters
 */
export function readPageToken(
  token: string,
  filters: unknown,
  kinds: readonly ('string' | 'number' | 'timestamp')[],
): (string | number)[] {
  const [version, bound, ...keys] = parse(token);
  if (version !== VERSION || keys.length !== kinds.length) throw refused('is not a token of this API');
  if (bound !== digest(filters)) throw refused('belongs to other filters');
  if (!kinds.every((kind, index) => fits(keys[index], kind))) throw refused('is damaged');
  return keys as (string | number)[];
}

function parse(token: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (Array.isArray(parsed)) return parsed;
  } catch (cause) {
    throw refused('is not a token of this API', cause);
  }
  throw refused('is not a token of this API');
}

function fits(key: unknown, kind: 'string' | 'number' | 'timestamp'): boolean {
  if (kind === 'number') return Number.isSafeInteger(key);
  if (typeof key !== 'string' || key.length > 256) return false;
  return kind === 'string' || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(key);
}

// 72 bits tell filters apart by accident; nothing secret hangs on a forged one.
const digest = (filters: unknown): string =>
  createHash('sha256').update(JSON.stringify(filters)).digest('base64url').slice(0, 12);

function refused(detail: string, cause?: unknown): Problem {
  const errors = [
    { parameter: 'page_token', detail, fix: 'send next_page_token unchanged, or start over without' },
  ];
  return new Problem('invalid-page-token', { detail: `page_token: ${detail}`, errors, cause });
}
