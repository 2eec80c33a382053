import type { At, Expr, MatrixSelector, Subquery, VectorSelector } from '../ast.ts';
import type { Cursor } from './cursor.ts';

/** `[range]`, `[range:step]`, `offset` and `@` after an expression. They bind tighter than any operator. */
export function parsePostfix(cursor: Cursor, primary: Expr): Expr {
  let expr = primary;
  for (;;) {
    if (cursor.isSymbol('[')) expr = parseRange(cursor, expr);
    else if (cursor.isKeyword('offset')) expr = parseOffset(cursor, expr);
    else if (cursor.isSymbol('@')) expr = parseAt(cursor, expr);
    else if (cursor.isKeyword('anchored') || cursor.isKeyword('smoothed'))
      throw cursor.fail(`the modifier "${cursor.token.text}" is not supported by this engine`);
    else return expr;
  }
}

function parseRange(cursor: Cursor, expr: Expr): MatrixSelector | Subquery {
  const bracket = cursor.next();
  const rangeMs = positiveDuration(cursor, 'range');
  if (cursor.trySymbol(':')) {
    const stepMs = cursor.isSymbol(']') ? null : positiveDuration(cursor, 'subquery step');
    cursor.expectSymbol(']', 'subquery selector');
    return {
      type: 'subquery',
      expr,
      rangeMs,
      stepMs,
      offsetMs: 0,
      at: null,
      start: expr.start,
      end: cursor.lastEnd,
    };
  }
  cursor.expectSymbol(']', 'range selector');
  if (expr.type !== 'vectorSelector')
    throw cursor.fail('ranges only allowed for vector selectors', bracket.start);
  if (expr.offsetMs !== 0) throw cursor.fail('no offset modifiers allowed before range', bracket.start);
  if (expr.at !== null) throw cursor.fail('no @ modifiers allowed before range', bracket.start);
  return { type: 'matrixSelector', selector: expr, rangeMs, start: expr.start, end: cursor.lastEnd };
}

function positiveDuration(cursor: Cursor, context: string): number {
  const { start } = cursor.token;
  const ms = durationMs(cursor, context);
  if (ms <= 0) throw cursor.fail('duration must be greater than 0', start);
  return ms;
}

/** A duration, or a number of seconds. */
function durationMs(cursor: Cursor, context: string): number {
  const { type, value } = cursor.token;
  if (type !== 'number' && type !== 'duration') throw cursor.unexpected(context, 'number or duration');
  cursor.next();
  const ms = Math.round((value as number) * 1000);
  if (!Number.isSafeInteger(ms)) throw cursor.fail('duration out of range');
  return ms;
}

function sign(cursor: Cursor): 1 | -1 {
  if (cursor.trySymbol('-')) return -1;
  cursor.trySymbol('+');
  return 1;
}

function parseOffset(cursor: Cursor, expr: Expr): Expr {
  const keyword = cursor.next();
  const offsetMs = sign(cursor) * durationMs(cursor, 'offset');
  return modify(cursor, expr, 'offset', keyword.start, (target) => {
    if (target.offsetMs !== 0) throw cursor.fail('offset may not be set multiple times', keyword.start);
    return { offsetMs };
  });
}

function parseAt(cursor: Cursor, expr: Expr): Expr {
  const symbol = cursor.next();
  const at = parseAtTime(cursor);
  return modify(cursor, expr, '@', symbol.start, (target) => {
    if (target.at !== null) throw cursor.fail('@ <timestamp> may not be set multiple times', symbol.start);
    return { at };
  });
}

function parseAtTime(cursor: Cursor): At {
  for (const kind of ['start', 'end'] as const) {
    if (!cursor.tryKeyword(kind)) continue;
    cursor.expectSymbol('(', '@ modifier');
    cursor.expectSymbol(')', '@ modifier');
    return { kind };
  }
  const factor = sign(cursor);
  const { type, text, value } = cursor.token;
  if (type === 'word' && /^(inf|nan)$/i.test(text))
    throw cursor.fail(`timestamp out of bounds for @ modifier: ${text}`);
  if (type !== 'number' && type !== 'duration') throw cursor.unexpected('@', 'timestamp');
  cursor.next();
  return { kind: 'time', ms: factor * Math.round((value as number) * 1000) };
}

type Modifiable = VectorSelector | Subquery;

function modify(
  cursor: Cursor,
  expr: Expr,
  modifier: string,
  position: number,
  change: (target: Modifiable) => Partial<Pick<Modifiable, 'offsetMs' | 'at'>>,
): Expr {
  const end = cursor.lastEnd;
  if (expr.type === 'vectorSelector' || expr.type === 'subquery') return { ...expr, ...change(expr), end };
  if (expr.type === 'matrixSelector')
    return { ...expr, selector: { ...expr.selector, ...change(expr.selector) }, end };
  throw cursor.fail(
    `${modifier} modifier must be preceded by an instant vector selector or range vector selector or a subquery`,
    position,
  );
}
