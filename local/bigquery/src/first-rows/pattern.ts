import { is, type Token, tokenize } from '../googlesql/lexer.ts';
import { type NameScope, resolvePath, type TableName } from '../googlesql/names.ts';
import { readPath } from '../googlesql/paths.ts';

/** A view that keeps the first row of every key, in some order. */
export interface FirstRowsView {
  readonly table: TableName;
  /** Plain columns, or undefined for `*`. */
  readonly columns: readonly string[] | undefined;
  readonly keys: readonly string[];
  readonly order: readonly { readonly column: string; readonly descending: boolean }[];
}

/**
 * Recognises `SELECT columns FROM table [WHERE TRUE] QUALIFY ROW_NUMBER() OVER (PARTITION BY keys ORDER BY order) = 1`
 * and nothing else: any other view is left to DuckDB.
 */
export function recognise(query: string, scope: NameScope): FirstRowsView | undefined {
  const tokens = tokenize(query);
  let at = 0;
  const eat = (...words: string[]): boolean => {
    if (!words.every((word, index) => is(tokens[at + index], word))) return false;
    at += words.length;
    return true;
  };
  const names = (): string[] | undefined => {
    const found: string[] = [];
    do {
      const token = tokens[at++];
      if (!isName(token)) return undefined;
      found.push(token.text);
    } while (eat(','));
    return found;
  };

  if (!eat('SELECT')) return undefined;
  const columns = eat('*') ? '*' : names();
  if (!columns || !eat('FROM')) return undefined;
  const path = readPath(tokens, at);
  if (!path) return undefined;
  at = path.last + 1;
  eat('WHERE', 'TRUE');
  if (!eat('QUALIFY', 'ROW_NUMBER', '(', ')', 'OVER', '(', 'PARTITION', 'BY')) return undefined;
  const keys = names();
  if (!keys || !eat('ORDER', 'BY')) return undefined;
  const order: { column: string; descending: boolean }[] = [];
  do {
    const token = tokens[at++];
    if (!isName(token)) return undefined;
    const descending = eat('DESC');
    if (!descending) eat('ASC');
    order.push({ column: token.text, descending });
  } while (eat(','));
  if (!eat(')', '=') || tokens[at++]?.text !== '1' || at !== tokens.length) return undefined;
  return {
    table: resolvePath(path.parts, scope),
    columns: columns === '*' ? undefined : columns,
    keys,
    order,
  };
}

const isName = (token: Token | undefined): token is Token =>
  token?.kind === 'word' || token?.kind === 'quoted';
