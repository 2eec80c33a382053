import { ApiError } from '../errors.ts';

export type TokenKind = 'word' | 'quoted' | 'string' | 'number' | 'parameter' | 'symbol';

export interface Token {
  readonly kind: TokenKind;
  /** As written; for `quoted` without the backticks. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const SPACE = /\s+|--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\//y;
const STRING =
  /(?:r|b|rb|br)?(?:'''(?:\\[\s\S]|[^\\])*?'''|"""(?:\\[\s\S]|[^\\])*?"""|'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*")/iy;
const QUOTED = /`(?:\\[\s\S]|[^`\\])*`/y;
const PARAMETER = /@@?[A-Za-z_][A-Za-z0-9_]*|\?/y;
// `my-project-1.dataset`: a dot before a name is no decimal point.
const NUMBER = /(?:0[xX][0-9a-fA-F]+|(?:\d+(?:\.\d+|\.(?![A-Za-z_`]))?|\.\d+)(?:[eE][+-]?\d+)?)/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const SYMBOL = /<=|>=|<>|!=|\|\||<<|>>|=>|[^\s]/y;

/** Cuts GoogleSQL into tokens, without white space and comments. @throws ApiError at what cannot be one. */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(sql)?.[0];
  };
  while (at < sql.length) {
    const space = take(SPACE);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const [kind, text] = next(take);
    if (kind === undefined)
      throw new ApiError(
        'invalidQuery',
        `Syntax error: Unclosed string or identifier literal at ${position(sql, at)}`,
        'query',
      );
    const shown = kind === 'quoted' ? text.slice(1, -1) : text;
    tokens.push({ kind, text: shown, start: at, end: at + text.length });
    at += text.length;
  }
  return tokens;
}

function next(take: (pattern: RegExp) => string | undefined): [TokenKind | undefined, string] {
  for (const [kind, pattern] of KINDS) {
    const text = take(pattern);
    if (text !== undefined) return kind === 'symbol' && /["'`]/.test(text) ? [undefined, ''] : [kind, text];
  }
  return [undefined, ''];
}

// Strings first: `r'…'` starts like a word.
const KINDS: readonly [TokenKind, RegExp][] = [
  ['string', STRING],
  ['quoted', QUOTED],
  ['parameter', PARAMETER],
  ['number', NUMBER],
  ['word', WORD],
  ['symbol', SYMBOL],
];

/** `[line:column]`, both from 1, as in BigQuery's messages. */
export function position(sql: string, offset: number): string {
  const before = sql.slice(0, offset);
  const line = before.split('\n').length;
  return `[${line}:${offset - before.lastIndexOf('\n')}]`;
}

/** Whether a token is the given keyword or symbol. */
export const is = (token: Token | undefined, ...texts: string[]): boolean =>
  token !== undefined &&
  (token.kind === 'word' || token.kind === 'symbol') &&
  texts.includes(token.text.toUpperCase());
