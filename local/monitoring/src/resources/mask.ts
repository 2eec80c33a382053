import { camelCase } from './errors.ts';
import type { Body } from './resources.ts';

/**
 * What a PATCH makes of a resource. Without a mask the sent body replaces all. With one, each masked path
 * is taken from the body; a masked path that the body leaves out falls back to its default, so it goes.
 * @param mask comma-separated paths, in camelCase or snake_case
 */
export function applyMask(before: Body, sent: Body, mask: string | undefined): Body {
  if (mask === undefined) return sent;
  const after = structuredClone(before);
  for (const path of mask.split(',')) {
    const [first = '', ...rest] = path.trim().split('.');
    // Only the first part is certain to be a field: below userLabels or labels stand the user's own keys.
    if (first !== '') copy(after, sent, [camelCase(first), ...rest]);
  }
  return after;
}

function copy(target: Body, source: Body, path: readonly string[]): void {
  const [wanted, ...rest] = path;
  if (wanted === undefined || wanted === '__proto__') return;
  const key = wanted in source || wanted in target ? wanted : camelCase(wanted);
  const value = source[key];
  if (rest.length > 0 && (isBody(value) || isBody(target[key]))) {
    const inner = isBody(target[key]) ? target[key] : {};
    copy(inner, isBody(value) ? value : {}, rest);
    target[key] = inner;
  } else if (value === undefined) delete target[key];
  else target[key] = structuredClone(value);
}

const isBody = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
