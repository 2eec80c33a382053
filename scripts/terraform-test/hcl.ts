/** One `name = value` or block of a Terraform file, with the lines and the blocks it lies in. */
export interface HclItem {
  kind: 'attribute' | 'block';
  name: string;
  /** Labels of a block: resource type and name, variable name … */
  labels: string[];
  /** Names of the enclosing blocks, outermost first; `dynamic "x"` and `content` are kept as they stand. */
  path: string[];
  /** Counted from 1. */
  line: number;
  /** Offsets of the name in the text. */
  start: number;
  end: number;
  /** An attribute's expression or a block's body, as written. */
  text: string;
  children: HclItem[];
}

const IDENTIFIER = /[A-Za-z_][A-Za-z0-9_-]*/y;

/**
 * The attributes and blocks of a Terraform file, nested. Reads structure only: expressions are skipped over,
 * with their strings, templates, comments and brackets balanced.
 * @throws Error naming the line that is neither attribute nor block.
 */
export function readHcl(text: string): HclItem[] {
  return new Reader(text).body([], text.length);
}

/** Every item of every depth. */
export function flatten(items: readonly HclItem[]): HclItem[] {
  return items.flatMap((item) => [item, ...flatten(item.children)]);
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  body(path: string[], end: number): HclItem[] {
    const items: HclItem[] = [];
    for (this.#skipSpace(true); this.#at < end && this.#text[this.#at] !== '}'; this.#skipSpace(true)) {
      items.push(this.#item(path));
    }
    return items;
  }

  #item(path: string[]): HclItem {
    const start = this.#at;
    const name = this.#identifier();
    const end = this.#at;
    const line = this.#text.slice(0, start).split('\n').length;
    this.#skipSpace(false);
    if (this.#text[this.#at] === '=' && this.#text[this.#at + 1] !== '=') {
      this.#at++;
      const from = this.#at;
      this.#skipExpression();
      const expression = this.#text.slice(from, this.#at).trim();
      return { kind: 'attribute', name, labels: [], path, line, start, end, text: expression, children: [] };
    }
    const labels: string[] = [];
    while (this.#text[this.#at] === '"') {
      const from = this.#at + 1;
      this.#skipString();
      labels.push(this.#text.slice(from, this.#at - 1));
      this.#skipSpace(false);
    }
    if (this.#text[this.#at] !== '{') throw new Error(`line ${line}: expected = or { after ${name}`);
    this.#at++;
    const from = this.#at;
    const children = this.body([...path, name], this.#text.length);
    const body = this.#text.slice(from, this.#at);
    this.#at++;
    return { kind: 'block', name, labels, path, line, start, end, text: body, children };
  }

  #identifier(): string {
    IDENTIFIER.lastIndex = this.#at;
    const match = IDENTIFIER.exec(this.#text);
    if (match === null) {
      const line = this.#text.slice(0, this.#at).split('\n').length;
      throw new Error(`line ${line}: expected a name, found ${JSON.stringify(this.#text[this.#at])}`);
    }
    this.#at += match[0].length;
    return match[0];
  }

  /** To the end of the line on which all brackets are closed. */
  #skipExpression(): void {
    for (let depth = 0; this.#at < this.#text.length; ) {
      const char = this.#text[this.#at] as string;
      if (char === '"') this.#skipString();
      else if (this.#skipComment()) continue;
      else if (this.#text.startsWith('<<', this.#at)) this.#skipHeredoc();
      else if (char === '\n' && depth === 0) return;
      else if ('([{'.includes(char)) depth++;
      else if (')]}'.includes(char)) {
        if (depth === 0) return;
        depth--;
      }
      if (char !== '"') this.#at++;
    }
  }

  /** From the opening quote past the closing one; `${…}` may hold strings of its own. */
  #skipString(): void {
    this.#at++;
    for (; this.#text[this.#at] !== '"'; this.#at++) {
      if (this.#at >= this.#text.length) throw new Error('a string is not closed');
      if (this.#text[this.#at] === '\\') this.#at++;
      else if (this.#text.startsWith('${', this.#at) && !this.#text.startsWith('$${', this.#at - 1)) {
        this.#at += 2;
        for (let depth = 1; depth > 0; this.#at++) {
          if (this.#text[this.#at] === '"') {
            this.#skipString();
            this.#at--;
          } else if (this.#text[this.#at] === '{') depth++;
          else if (this.#text[this.#at] === '}') depth--;
        }
        this.#at--;
      }
    }
    this.#at++;
  }

  #skipHeredoc(): void {
    const match = /<<-?([A-Z_]+)\n/y;
    match.lastIndex = this.#at;
    const found = match.exec(this.#text);
    if (found === null) return;
    const end = new RegExp(`^\\s*${found[1]}$`, 'm');
    const rest = this.#text.slice(match.lastIndex);
    const close = end.exec(rest);
    this.#at = match.lastIndex + (close === null ? rest.length : close.index + close[0].length) - 1;
  }

  #skipComment(): boolean {
    const rest = this.#text.startsWith('//', this.#at) || this.#text[this.#at] === '#';
    if (!rest) return false;
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end === -1 ? this.#text.length : end;
    return true;
  }

  #skipSpace(lines: boolean): void {
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at] as string;
      if (char === ' ' || char === '\t' || char === '\r' || (lines && char === '\n')) this.#at++;
      else if (!(lines && this.#skipComment())) return;
    }
  }
}
