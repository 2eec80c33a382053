import type { Aggregate, Binary, Cardinality, Expr, VectorMatching } from '../ast.ts';
import { checkTypes, typeOf } from './check.ts';
import { Cursor } from './cursor.ts';
import {
  AGGREGATIONS,
  COMPARISONS,
  PRECEDENCE,
  SET_OPERATORS,
  SIGN_PRECEDENCE,
  UNSUPPORTED_AGGREGATIONS,
} from './operators.ts';
import { parsePostfix } from './postfix.ts';
import { labelName, parseSelector } from './selector.ts';

/**
 * Parses a PromQL expression and checks its types.
 * @throws {ParseError} with Prometheus' wording and the position of the fault
 */
export function parse(query: string): Expr {
  const cursor = new Cursor(query);
  if (cursor.atEnd) throw cursor.fail('no expression found in input');
  const expr = parseExpr(cursor, 0);
  if (!cursor.atEnd) throw cursor.unexpected('');
  checkTypes(expr, query);
  return expr;
}

function parseExpr(cursor: Cursor, minPrecedence: number): Expr {
  let left = parseSigned(cursor);
  for (;;) {
    const op = binaryOperator(cursor);
    const precedence = op === null ? 0 : (PRECEDENCE[op] as number);
    if (op === null || precedence <= minPrecedence) return left;
    left = parseBinary(cursor, left, op, precedence);
  }
}

function binaryOperator(cursor: Cursor): string | null {
  const { type, text } = cursor.token;
  const op = type === 'word' ? text.toLowerCase() : text;
  return (type === 'word' || type === 'symbol') && Object.hasOwn(PRECEDENCE, op) ? op : null;
}

function parseSigned(cursor: Cursor): Expr {
  const { start, text } = cursor.token;
  if (!cursor.isSymbol('+') && !cursor.isSymbol('-')) return parsePostfix(cursor, parsePrimary(cursor));
  cursor.next();
  const expr = parseExpr(cursor, SIGN_PRECEDENCE);
  return { type: 'unary', op: text as '+' | '-', expr, start, end: expr.end };
}

function parseBinary(cursor: Cursor, left: Expr, op: string, precedence: number): Binary {
  cursor.next();
  const bool = cursor.isKeyword('bool');
  if (bool) {
    if (!COMPARISONS.has(op)) throw cursor.fail('bool modifier can only be used on comparison operators');
    cursor.next();
  }
  const modifiers = parseMatching(cursor, op);
  if (/^fill(_left|_right)?$/i.test(cursor.token.text) && cursor.following.text === '(')
    throw cursor.fail('the "fill" modifiers are not supported by this engine');
  // Power associates to the right: its right side may hold further powers.
  const right = parseExpr(cursor, op === '^' ? precedence - 1 : precedence);
  const vectors = typeOf(left) === 'vector' && typeOf(right) === 'vector';
  if (modifiers.explicit && !vectors)
    throw cursor.fail('vector matching only allowed between instant vectors', left.start);
  const matching = vectors ? modifiers.matching : null;
  return { type: 'binary', op, left, right, bool, matching, start: left.start, end: right.end };
}

function parseMatching(cursor: Cursor, op: string): { matching: VectorMatching; explicit: boolean } {
  let card: Cardinality = SET_OPERATORS.has(op) ? 'many-to-many' : 'one-to-one';
  const on = cursor.isKeyword('on');
  if (!on && !cursor.isKeyword('ignoring'))
    return { matching: { card, on: false, labels: [], include: [] }, explicit: false };
  cursor.next();
  const labels = cursor.list('grouping opts', () => labelName(cursor, 'grouping opts'), true);
  let include: string[] = [];
  const left = cursor.isKeyword('group_left');
  if (left || cursor.isKeyword('group_right')) {
    const group = cursor.next();
    if (SET_OPERATORS.has(op)) throw cursor.fail(`no grouping allowed for "${op}" operation`, group.start);
    card = left ? 'many-to-one' : 'one-to-many';
    if (cursor.isSymbol('('))
      include = cursor.list('grouping opts', () => labelName(cursor, 'grouping opts'), true);
    const twice = on ? include.find((label) => labels.includes(label)) : undefined;
    if (twice !== undefined)
      throw cursor.fail(`label "${twice}" must not occur in ON and GROUP clause at once`, group.start);
  }
  return { matching: { card, on, labels, include }, explicit: true };
}

function parsePrimary(cursor: Cursor): Expr {
  const token = cursor.token;
  const { start, end } = token;
  if (token.type === 'number' || token.type === 'duration') {
    cursor.next();
    return { type: 'number', value: token.value as number, duration: token.type === 'duration', start, end };
  }
  if (token.type === 'string') {
    cursor.next();
    return { type: 'string', value: token.value as string, start, end };
  }
  if (cursor.trySymbol('(')) {
    const expr = parseExpr(cursor, 0);
    cursor.expectSymbol(')', 'paren expression');
    return { type: 'paren', expr, start, end: cursor.lastEnd };
  }
  if (cursor.isSymbol('{')) return parseSelector(cursor);
  if (token.type === 'word') return parseWord(cursor);
  throw cursor.unexpected('');
}

const NOT_METRICS: ReadonlySet<string> = new Set(['bool', 'on', 'ignoring', 'group_left', 'group_right']);

function parseWord(cursor: Cursor): Expr {
  const { text, start, end } = cursor.token;
  const word = text.toLowerCase();
  const follows = cursor.following;
  const opens = follows.type === 'symbol' && follows.text === '(';
  const groups = follows.type === 'word' && /^(by|without)$/i.test(follows.text);
  if (opens || groups) {
    if (AGGREGATIONS.has(word)) return parseAggregate(cursor);
    if (UNSUPPORTED_AGGREGATIONS.has(word))
      throw cursor.fail(`aggregation "${word}" is not supported by this engine`);
  }
  if (opens) return parseCall(cursor);
  if (word === 'inf' || word === 'nan') {
    cursor.next();
    return { type: 'number', value: word === 'inf' ? Infinity : NaN, duration: false, start, end };
  }
  if (NOT_METRICS.has(word) || Object.hasOwn(PRECEDENCE, word)) throw cursor.unexpected('');
  return parseSelector(cursor);
}

function parseCall(cursor: Cursor): Expr {
  const name = cursor.next();
  const args = cursor.list('function call', () => parseExpr(cursor, 0), false);
  return { type: 'call', func: name.text, args, start: name.start, end: cursor.lastEnd };
}

function parseAggregate(cursor: Cursor): Aggregate {
  const { text, start } = cursor.next();
  const op = text.toLowerCase();
  const before = parseGrouping(cursor);
  const args = cursor.list('aggregation', () => parseExpr(cursor, 0), false);
  const group = before ?? parseGrouping(cursor) ?? { without: false, labels: [] };
  const wanted = AGGREGATIONS.get(op) === null ? 1 : 2;
  if (args.length === 0) throw cursor.fail('no arguments for aggregate expression provided', start);
  if (args.length !== wanted) {
    const counts = `expected ${wanted}, got ${args.length}`;
    throw cursor.fail(`wrong number of arguments for aggregate expression provided, ${counts}`, start);
  }
  const param = wanted === 2 ? (args[0] as Expr) : null;
  const expr = args.at(-1) as Expr;
  return {
    type: 'aggregate',
    op,
    expr,
    param,
    grouping: group.labels,
    without: group.without,
    start,
    end: cursor.lastEnd,
  };
}

function parseGrouping(cursor: Cursor): { without: boolean; labels: string[] } | null {
  const without = cursor.isKeyword('without');
  if (!without && !cursor.isKeyword('by')) return null;
  cursor.next();
  return { without, labels: cursor.list('grouping opts', () => labelName(cursor, 'grouping opts'), true) };
}
