/** Thrown for a filter that cannot be read; the message says where. */
export class FilterSyntaxError extends Error {
  override readonly name = 'FilterSyntaxError';
}

export interface Token {
  readonly kind: 'word' | 'string' | 'symbol' | 'end';
  /** A string without its quotes and escapes. */
  readonly text: string;
  /** Character of the filter where it begins, from 0. */
  readonly at: number;
}

const SPACE = /\s+/y;
const WORD = /[A-Za-z_][A-Za-z0-9_-]*/y;
const STRING = /"((?:[^"\\]|\\.)*)"/y;
const SYMBOL = /!=|[=:.,()-]/y;

/** @throws FilterSyntaxError */
export function tokenize(filter: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(filter);
  };
  while (at < filter.length) {
    const space = take(SPACE);
    if (space !== null) {
      at += space[0].length;
      continue;
    }
    const kinds = [
      ['word', take(WORD)],
      ['string', take(STRING)],
      ['symbol', take(SYMBOL)],
    ] as const;
    const found = kinds.find(([, match]) => match !== null);
    const match = found?.[1];
    if (found === undefined || match === null || match === undefined) {
      throw new FilterSyntaxError(`unexpected "${filter[at]}" at character ${at + 1}`);
    }
    const text = found[0] === 'string' ? (match[1] ?? '').replaceAll(/\\(.)/g, '$1') : match[0];
    tokens.push({ kind: found[0], text, at });
    at += match[0].length;
  }
  tokens.push({ kind: 'end', text: '', at: filter.length });
  return tokens;
}
