import { type FieldResource, fieldType, restTypeName } from '../engine/schema.ts';
import { ApiError } from '../errors.ts';
import { is, position, type Token, tokenize } from '../googlesql/lexer.ts';
import { type DatasetName, type NameScope, resolvePath, type TableName } from '../googlesql/names.ts';
import { readPath } from '../googlesql/paths.ts';

/** Reads the tokens of one DDL statement from left to right. */
export interface DdlReader {
  /** Whether the next words are these; if so, they are taken. */
  eat(...words: string[]): boolean;
  /** @throws ApiError when the next words are not these */
  expect(...words: string[]): void;
  peek(offset?: number): Token | undefined;
  name(): string;
  table(): TableName;
  dataset(): DatasetName;
  columnType(): Pick<FieldResource, 'type' | 'mode' | 'fields'>;
  /** `(name type …, …)`, without its opening parenthesis. */
  columns(): FieldResource[];
  column(): FieldResource;
  /** The text of a parenthesised list's items, opening parenthesis included. */
  items(): string[];
  /** `OPTIONS(…)` as REST properties; empty when there is none. */
  options(): Record<string, unknown>;
  /** Everything from here on. */
  rest(): string;
  end(): boolean;
}

export function readDdl(sql: string, scope: NameScope): DdlReader {
  const tokens = tokenize(sql);
  let at = 0;
  const fail = (): never => {
    const token = tokens[at];
    const what = token ? `Unexpected "${token.text}"` : 'Unexpected end of statement';
    throw new ApiError(
      'invalidQuery',
      `Syntax error: ${what} at ${position(sql, token?.start ?? sql.length)}`,
      'query',
    );
  };
  const eat: DdlReader['eat'] = (...words) => {
    if (!words.every((word, index) => is(tokens[at + index], word))) return false;
    at += words.length;
    return true;
  };
  const expect: DdlReader['expect'] = (...words) => {
    if (!eat(...words)) fail();
  };
  const name = (): string => {
    const token = tokens[at];
    if (token?.kind !== 'word' && token?.kind !== 'quoted') return fail();
    at += 1;
    return token.text;
  };
  const path = (): readonly string[] => {
    const found = readPath(tokens, at) ?? fail();
    at = found.last + 1;
    return found.parts;
  };
  /** Skips a balanced parenthesis whose opening one is next. */
  const skipParenthesis = (): [Token, Token] => {
    const open = tokens[at];
    if (!open || !is(open, '(')) return fail();
    let depth = 0;
    for (;;) {
      const token = tokens[at] ?? fail();
      at += 1;
      if (is(token, '(')) depth++;
      if (is(token, ')') && --depth === 0) return [open, token];
    }
  };
  const columnType: DdlReader['columnType'] = () => {
    if (eat('ARRAY')) {
      expect('<');
      const inner = columnType();
      closeAngle();
      return { ...inner, mode: 'REPEATED' };
    }
    if (eat('STRUCT')) {
      expect('<');
      const fields: FieldResource[] = [];
      do fields.push({ ...column() });
      while (eat(','));
      closeAngle();
      return { type: 'RECORD', fields };
    }
    const word = name();
    const type = fieldType(word);
    if (type === undefined) throw new ApiError('invalidQuery', `Type not found: ${word}`, 'query');
    if (is(tokens[at], '(')) skipParenthesis();
    return { type: restTypeName(type) };
  };
  // The lexer reads `>>` as one symbol; it closes two brackets.
  let halfAngle = false;
  const closeAngle = (): void => {
    if (halfAngle) {
      halfAngle = false;
      at += 1;
    } else if (is(tokens[at], '>>')) halfAngle = true;
    else expect('>');
  };
  const column: DdlReader['column'] = () => {
    const field: FieldResource = { name: name(), ...columnType() };
    for (;;) {
      if (eat('NOT', 'NULL')) field.mode = field.mode === 'REPEATED' ? 'REPEATED' : 'REQUIRED';
      else if (eat('DEFAULT')) field.defaultValueExpression = defaultText();
      else if (is(tokens[at], 'OPTIONS')) Object.assign(field, options());
      else return field;
    }
  };
  const defaultText = (): string => {
    const start = tokens[at]?.start ?? sql.length;
    while (at < tokens.length && !is(tokens[at], ',', ')', 'NOT', 'OPTIONS')) {
      if (is(tokens[at + 1], '(')) at += 1;
      if (is(tokens[at], '(')) skipParenthesis();
      else at += 1;
    }
    return sql.slice(start, tokens[at - 1]?.end);
  };
  const options: DdlReader['options'] = () => {
    const found: Record<string, unknown> = {};
    if (!eat('OPTIONS')) return found;
    expect('(');
    while (!eat(')')) {
      const option = name();
      expect('=');
      found[camelCase(option)] = optionValue();
      eat(',');
    }
    return fromOptions(found);
  };
  const optionValue = (): unknown => {
    if (eat('[')) {
      const list: unknown[] = [];
      while (!eat(']')) {
        list.push(optionValue());
        eat(',');
      }
      return list;
    }
    if (is(tokens[at], '(')) {
      at += 1;
      const pair: unknown[] = [];
      while (!eat(')')) {
        pair.push(optionValue());
        eat(',');
      }
      return pair;
    }
    const token = tokens[at] ?? fail();
    at += 1;
    if (token.kind === 'string') return token.text.replace(/^[rRbB]*(['"]{3}|['"])([\s\S]*)\1$/, '$2');
    if (token.kind === 'number') return Number(token.text);
    return is(token, 'NULL') ? null : is(token, 'TRUE') ? true : is(token, 'FALSE') ? false : token.text;
  };

  return {
    eat,
    expect,
    peek: (offset = 0) => tokens[at + offset],
    name,
    table: () => resolvePath(path(), scope),
    dataset: () => {
      const parts = path();
      return {
        project: parts.length > 1 ? parts.slice(0, -1).join('.') : scope.project,
        dataset: parts.at(-1) ?? '',
      };
    },
    columnType,
    column,
    columns: () => {
      const fields: FieldResource[] = [];
      do {
        if (is(tokens[at], 'PRIMARY', 'CONSTRAINT', 'FOREIGN'))
          while (at < tokens.length && !is(tokens[at], ',', ')'))
            is(tokens[at], '(') ? skipParenthesis() : at++;
        else fields.push(column());
      } while (eat(','));
      expect(')');
      return fields;
    },
    items: () => {
      const [open, close] = skipParenthesis();
      return sql
        .slice(open.end, close.start)
        .split(',')
        .map((item) => item.trim());
    },
    options,
    rest: () => sql.slice(tokens[at]?.start ?? sql.length),
    end: () => at >= tokens.length,
  };
}

const camelCase = (name: string): string =>
  name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/** Labels are written `[('key', 'value')]`. */
function fromOptions(options: Record<string, unknown>): Record<string, unknown> {
  const labels = options.labels as [string, string][] | undefined;
  return labels ? { ...options, labels: Object.fromEntries(labels) } : options;
}
