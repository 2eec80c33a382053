import { MACRO_PREFIX } from '../engine/macros.ts';
import type { Edits } from './edits.ts';
import { is, type Token } from './lexer.ts';
import { ast, type transform } from './polyglot.ts';

type Expression = ReturnType<typeof transform>;

/** Stands for the form of a subscript while the translator works: it would make any of them a number from 1, or none. */
const MARK = `${MACRO_PREFIX}at_`;

const FORMS = ['OFFSET', 'ORDINAL', 'SAFE_OFFSET', 'SAFE_ORDINAL'];

/** Words that can stand before an array, and so make no subscript of its bracket. */
const BEFORE_AN_ARRAY =
  'SELECT DISTINCT ALL STRUCT VALUE FROM WHERE HAVING QUALIFY ON AND OR NOT IN LIKE BETWEEN IS CASE WHEN THEN ELSE BY SET AS ARRAY'.split(
    ' ',
  );

/** Whether a bracket opens a subscript by number. `json['name']` is left to the translator. */
export function isSubscript(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  if (!is(tokens[index], '[') || tokens[index + 1]?.kind === 'string') return false;
  if (before?.kind === 'word') return !is(before, ...BEFORE_AN_ARRAY);
  return before?.kind === 'quoted' || before?.kind === 'parameter' || is(before, ')', ']');
}

/** `items[SAFE_OFFSET(n)]` with a mark for its form; `items[n]` means `items[OFFSET(n)]`, or a place within JSON. */
export function markSubscript(tokens: readonly Token[], index: number, edits: Edits): void {
  const form = tokens[index + 1];
  if (is(form, ...FORMS) && is(tokens[index + 2], '(')) {
    edits.replace(form, form, MARK + form?.text.toLowerCase());
    return;
  }
  const close = tokens[closingBracket(tokens, index)];
  edits.replace(tokens[index], tokens[index], `[${MARK}offset(`);
  edits.replace(close, close, ')]');
}

/** A marked subscript as the call of a macro. */
export function readSubscript(node: Expression): Expression {
  const { this: items, index } = ast.getExprData(node) as { this: Expression; index: Expression };
  for (const call of ast.getFunctions(index)) {
    const { name, args } = ast.getExprData(call) as { name: string; args: Expression[] };
    if (!name.toLowerCase().startsWith(MARK)) continue;
    return ast.makeExpr('function', {
      ...(ast.getExprData(call) as object),
      args: [items, ...args],
    } as never);
  }
  return node;
}

function closingBracket(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if (is(tokens[at], '[')) depth++;
    else if (is(tokens[at], ']') && --depth === 0) return at;
  }
  return tokens.length;
}
