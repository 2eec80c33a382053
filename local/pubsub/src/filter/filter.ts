import { FilterSyntaxError, type Token, tokenize } from './tokens.ts';

/** Whether a message with these attributes is delivered. */
export type Filter = (attributes: Readonly<Record<string, string>>) => boolean;

/**
 * Compiles a subscription's filter.
 *
 *     expression = term { AND term } | term { OR term }      AND and OR mix only in parentheses
 *     term       = [ NOT | - ] ( "(" expression ")" | comparison )
 *     comparison = attributes : KEY                          the attribute is there
 *                | attributes . KEY ( = | != ) STRING
 *                | hasPrefix ( attributes . KEY , STRING )
 *
 * Source: https://cloud.google.com/pubsub/docs/subscription-message-filter#filtering_syntax
 * @throws FilterSyntaxError
 */
export function parseFilter(text: string): Filter {
  const parser = new Parser(tokenize(text));
  const filter = parser.expression();
  parser.expectEnd();
  return filter;
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  expression(): Filter {
    const first = this.#term();
    const operator = this.#peek().text;
    if (!this.#isWord('AND') && !this.#isWord('OR')) return first;
    const terms = [first];
    while (this.#isWord('AND') || this.#isWord('OR')) {
      if (this.#peek().text !== operator) this.#fail('AND and OR can be combined only with parentheses');
      this.#next++;
      terms.push(this.#term());
    }
    return operator === 'AND'
      ? (attributes) => terms.every((term) => term(attributes))
      : (attributes) => terms.some((term) => term(attributes));
  }

  expectEnd(): void {
    if (this.#peek().kind !== 'end') this.#fail('expected AND, OR or the end');
  }

  #term(): Filter {
    if (this.#isWord('NOT') || this.#isSymbol('-')) {
      this.#next++;
      const negated = this.#term();
      return (attributes) => !negated(attributes);
    }
    if (!this.#isSymbol('(')) return this.#comparison();
    this.#next++;
    const inner = this.expression();
    this.#symbol(')');
    return inner;
  }

  #comparison(): Filter {
    if (this.#isWord('hasPrefix')) return this.#prefix();
    this.#word('attributes');
    if (this.#isSymbol(':')) {
      this.#next++;
      const key = this.#key();
      return (attributes) => attributes[key] !== undefined;
    }
    this.#symbol('.');
    const key = this.#key();
    const isEqual = this.#isSymbol('=');
    if (!isEqual && !this.#isSymbol('!=')) this.#fail('expected = or !=');
    this.#next++;
    const value = this.#string();
    return isEqual ? (attributes) => attributes[key] === value : (attributes) => attributes[key] !== value;
  }

  #prefix(): Filter {
    this.#next++;
    this.#symbol('(');
    this.#word('attributes');
    this.#symbol('.');
    const key = this.#key();
    this.#symbol(',');
    const prefix = this.#string();
    this.#symbol(')');
    return (attributes) => attributes[key]?.startsWith(prefix) ?? false;
  }

  #key(): string {
    const token = this.#peek();
    if (token.kind !== 'word' && token.kind !== 'string') this.#fail('expected an attribute key');
    this.#next++;
    return token.text;
  }

  #string(): string {
    const token = this.#peek();
    if (token.kind !== 'string') this.#fail('expected a value in double quotes');
    this.#next++;
    return token.text;
  }

  #word(text: string): void {
    if (!this.#isWord(text)) this.#fail(`expected ${text}`);
    this.#next++;
  }

  #symbol(text: string): void {
    if (!this.#isSymbol(text)) this.#fail(`expected ${text}`);
    this.#next++;
  }

  #isWord(text: string): boolean {
    const token = this.#peek();
    return token.kind === 'word' && token.text === text;
  }

  #isSymbol(text: string): boolean {
    const token = this.#peek();
    return token.kind === 'symbol' && token.text === text;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', text: '', at: 0 };
  }

  #fail(message: string): never {
    const { kind, text, at } = this.#peek();
    const found = kind === 'end' ? 'the end' : `"${text}"`;
    throw new FilterSyntaxError(`${message}, found ${found} at character ${at + 1}`);
  }
}
