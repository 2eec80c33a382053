import { parseDuration } from '../duration.ts';
import { ParseError } from '../errors.ts';
import { unquote } from './strings.ts';

export type TokenType = 'word' | 'number' | 'duration' | 'string' | 'symbol' | 'end';

export interface Token {
  readonly type: TokenType;
  /** The token as written; for a symbol its identity. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Content of a string, seconds of a duration, value of a number. */
  readonly value: string | number;
}

const SYMBOL = /=~|!~|==|!=|<=|>=|[-+*/%^=<>(){}[\],:@]/y;
const WORD = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const WORD_WITHOUT_COLON = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const SPACE = /(?:\s|#[^\n]*)+/y;
const NUMERIC = /0[xX][0-9a-fA-F_]+|(?:\d[\d_]*)?\.?\d[\d_]*(?:[a-zA-Z][a-zA-Z0-9]*)?|\d[\d_]*\./y;
const DECIMAL =
  /0[xX][0-9a-fA-F]+(?:_[0-9a-fA-F]+)*|(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+)?/y;
const QUOTED = /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|`[^`]*`/y;

/** Splits a query into tokens. Throws {@link ParseError}. */
export function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  const open: string[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(query)?.[0] ?? null;
  };
  const push = (type: TokenType, text: string, value: string | number = text) => {
    tokens.push({ type, text, start: at, end: at + text.length, value });
    at += text.length;
  };
  for (;;) {
    at += take(SPACE)?.length ?? 0;
    if (at >= query.length) break;
    const quoted = take(QUOTED);
    if (quoted !== null) {
      push('string', quoted, unquote(quoted, query, at));
      continue;
    }
    const numeric = readNumeric(query, at, take);
    if (numeric !== null) {
      push(numeric.type, numeric.text, numeric.value);
      continue;
    }
    // A colon belongs to a metric's name outside of brackets and separates range from step within them.
    const word = take(open.at(-1) === '[' || open.at(-1) === '{' ? WORD_WITHOUT_COLON : WORD);
    if (word !== null) {
      push('word', word);
      continue;
    }
    const symbol = take(SYMBOL);
    if (symbol === null) throw unexpectedCharacter(query, at);
    track(open, symbol, query, at);
    push('symbol', symbol);
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) throw new ParseError(UNCLOSED[unclosed] as string, query, query.length);
  tokens.push({ type: 'end', text: 'end of input', start: query.length, end: query.length, value: '' });
  return tokens;
}

const CLOSES: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const NAMES: Readonly<Record<string, string>> = { ')': 'parenthesis', ']': 'bracket', '}': 'brace' };
const UNCLOSED: Readonly<Record<string, string>> = {
  '(': 'unclosed left parenthesis',
  '[': 'unclosed left bracket',
  '{': 'unclosed left brace',
};

function track(open: string[], symbol: string, query: string, at: number): void {
  if ('([{'.includes(symbol)) open.push(symbol);
  const opener = CLOSES[symbol];
  if (opener === undefined) return;
  if (open.at(-1) !== opener)
    throw new ParseError(`unexpected right ${NAMES[symbol]} '${symbol}'`, query, at);
  open.pop();
}

function unexpectedCharacter(query: string, at: number): ParseError {
  const char = String.fromCodePoint(query.codePointAt(at) as number);
  if (`"'\``.includes(char))
    return new ParseError(char === '`' ? 'unterminated raw string' : 'unterminated quoted string', query, at);
  if (char === '!') return new ParseError("unexpected character after '!'", query, at);
  return new ParseError(`unexpected character: '${char}'`, query, at);
}

interface Numeric {
  readonly type: 'number' | 'duration';
  readonly text: string;
  readonly value: number;
}

function readNumeric(query: string, at: number, take: (pattern: RegExp) => string | null): Numeric | null {
  if (!/^[\d.]/.test(query.slice(at, at + 1)) || !/^\.?\d/.test(query.slice(at, at + 2))) return null;
  const decimal = take(DECIMAL) ?? '';
  const whole = take(NUMERIC) ?? '';
  if (whole.length <= decimal.length) return { type: 'number', text: decimal, value: toNumber(decimal) };
  const ms = parseDuration(whole);
  if (ms === null) throw new ParseError(`bad number or duration syntax: "${whole}"`, query, at);
  return { type: 'duration', text: whole, value: ms / 1000 };
}

/** The value of a number as PromQL writes it: decimal, hexadecimal, with underscores between digits. */
function toNumber(text: string): number {
  return Number(text.replaceAll('_', ''));
}
