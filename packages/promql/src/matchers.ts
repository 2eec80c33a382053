import type { Labels } from './labels.ts';
import { compileRegExp } from './regexp.ts';
import type { Matcher } from './storage.ts';

/** A test of one label's value; a missing label has the value ''. Throws SyntaxError for a bad expression. */
export function compileMatcher(matcher: Matcher): (value: string) => boolean {
  const { op, value } = matcher;
  if (op === '=') return (v) => v === value;
  if (op === '!=') return (v) => v !== value;
  const pattern = compileRegExp(value);
  return op === '=~' ? (v) => pattern.test(v) : (v) => !pattern.test(v);
}

/** A test of whole label sets, for storages. */
export function compileMatchers(matchers: readonly Matcher[]): (labels: Labels) => boolean {
  const tests = matchers.map((matcher) => ({ name: matcher.name, test: compileMatcher(matcher) }));
  return (labels) => tests.every(({ name, test }) => test(labels[name] ?? ''));
}
