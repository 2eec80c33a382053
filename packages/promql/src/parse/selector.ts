import type { VectorSelector } from '../ast.ts';
import { isValidLabelName, METRIC_NAME } from '../labels.ts';
import { compileMatcher } from '../matchers.ts';
import type { Matcher, MatchOp } from '../storage.ts';
import type { Cursor } from './cursor.ts';

const MATCH_OPS: ReadonlySet<string> = new Set(['=', '!=', '=~', '!~']);

/** A metric's name, braces with matchers, or both; the cursor stands on the first of them. */
export function parseSelector(cursor: Cursor): VectorSelector {
  const { start } = cursor.token;
  let metric: string | null = cursor.token.type === 'word' ? cursor.next().text : null;
  const matchers: Matcher[] = [];
  if (cursor.trySymbol('{')) {
    while (!cursor.trySymbol('}')) {
      const quoted = cursor.token;
      const matcher = parseMatcher(cursor);
      if (matcher.name === METRIC_NAME && matcher.op === '=') {
        const set = metric;
        if (set !== null)
          throw cursor.fail(
            `metric name must not be set twice: "${set}" or "${matcher.value}"`,
            quoted.start,
          );
        metric = matcher.value;
      } else matchers.push(matcher);
      if (cursor.isSymbol('}')) continue;
      if (!cursor.trySymbol(',')) throw cursor.unexpected('label matching', '"," or "}"');
    }
  }
  if (metric !== null) matchers.push({ name: METRIC_NAME, op: '=', value: metric });
  if (matchers.every((matcher) => compileMatcher(matcher)('')))
    throw cursor.fail('vector selector must contain at least one non-empty matcher', start);
  return { type: 'vectorSelector', metric, matchers, offsetMs: 0, at: null, start, end: cursor.lastEnd };
}

function parseMatcher(cursor: Cursor): Matcher {
  const { type, value } = cursor.token;
  if (type !== 'word' && type !== 'string') throw cursor.unexpected('label matching', 'identifier or "}"');
  const { start } = cursor.next();
  const name = value as string;
  // A quoted name alone is the metric's name: {"http.requests"}.
  if (type === 'string' && (cursor.isSymbol(',') || cursor.isSymbol('}')))
    return { name: METRIC_NAME, op: '=', value: name };
  if (!isValidLabelName(name)) throw cursor.fail(`invalid label name ${JSON.stringify(name)}`, start);
  if (cursor.token.type !== 'symbol' || !MATCH_OPS.has(cursor.token.text))
    throw cursor.unexpected('label matching', 'label matching operator');
  const op = cursor.next().text as MatchOp;
  const string = cursor.token;
  if (string.type !== 'string') throw cursor.unexpected('label matching', 'string');
  cursor.next();
  const matcher = { name, op, value: string.value as string };
  try {
    compileMatcher(matcher);
  } catch (error) {
    throw cursor.fail((error as Error).message, string.start);
  }
  return matcher;
}

/** A label's name in a list: bare or quoted. */
export function labelName(cursor: Cursor, context: string): string {
  const { type, text, value } = cursor.token;
  const name = type === 'string' ? (value as string) : text;
  if ((type !== 'word' && type !== 'string') || (type === 'word' && text.includes(':')))
    throw cursor.unexpected(context, 'label');
  if (!isValidLabelName(name)) throw cursor.fail(`invalid label name ${JSON.stringify(name)}`);
  cursor.next();
  return name;
}
