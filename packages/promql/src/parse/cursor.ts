import { ParseError } from '../errors.ts';
import { type Token, tokenize } from './lexer.ts';

/** Reads the tokens of one query, one ahead. */
export class Cursor {
  readonly query: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(query: string) {
    this.query = query;
    this.#tokens = tokenize(query);
  }

  get token(): Token {
    return this.#tokens[this.#at] as Token;
  }

  get following(): Token {
    return this.#tokens[Math.min(this.#at + 1, this.#tokens.length - 1)] as Token;
  }

  get atEnd(): boolean {
    return this.token.type === 'end';
  }

  /** End of the token read last. */
  get lastEnd(): number {
    return this.#at === 0 ? 0 : (this.#tokens[this.#at - 1] as Token).end;
  }

  next(): Token {
    const token = this.token;
    if (token.type !== 'end') this.#at++;
    return token;
  }

  isSymbol(text: string): boolean {
    return this.token.type === 'symbol' && this.token.text === text;
  }

  /** Keywords are case-insensitive. */
  isKeyword(word: string): boolean {
    return this.token.type === 'word' && this.token.text.toLowerCase() === word;
  }

  tryKeyword(word: string): boolean {
    const found = this.isKeyword(word);
    if (found) this.next();
    return found;
  }

  trySymbol(text: string): boolean {
    const found = this.isSymbol(text);
    if (found) this.next();
    return found;
  }

  /** @throws {ParseError} `unexpected … in CONTEXT, expected …` */
  expectSymbol(text: string, context: string): Token {
    if (!this.isSymbol(text)) throw this.unexpected(context, JSON.stringify(text));
    return this.next();
  }

  unexpected(context: string, expected?: string): ParseError {
    const where = context === '' ? '' : ` in ${context}`;
    const wanted = expected === undefined ? '' : `, expected ${expected}`;
    return this.fail(`unexpected ${describe(this.token)}${where}${wanted}`);
  }

  fail(reason: string, offset: number = this.token.start): ParseError {
    return new ParseError(reason, this.query, offset);
  }

  /** `( item, item, )`: a list in parentheses; the comma after the last item is optional when `trailing`. */
  list<T>(context: string, item: () => T, trailing: boolean): T[] {
    this.expectSymbol('(', context);
    const items: T[] = [];
    while (!this.trySymbol(')')) {
      items.push(item());
      if (this.isSymbol(')')) continue;
      if (!this.isSymbol(',')) throw this.unexpected(context, '"," or ")"');
      this.next();
      if (this.isSymbol(')') && !trailing) throw this.fail(`trailing commas not allowed in ${context}`);
    }
    return items;
  }
}

function describe(token: Token): string {
  if (token.type === 'end') return 'end of input';
  if (token.type === 'string') return `string ${JSON.stringify(token.value)}`;
  if (token.type === 'word') return `identifier ${JSON.stringify(token.text)}`;
  if (token.type === 'number' || token.type === 'duration')
    return `${token.type} ${JSON.stringify(token.text)}`;
  return JSON.stringify(token.text);
}
