import { MACRO_NAMES, MACRO_PREFIX } from '../engine/macros.ts';
import type { Edits } from './edits.ts';
import { is, type Token } from './lexer.ts';

/** Functions whose second or third argument is a date part: a bare word, which a macro needs as a string. */
const WITH_PART = new Set(['timestamp_diff', 'datetime_diff', 'date_diff', 'time_diff']);

/** Renames a call of a function that has a macro, so that the translator passes it through. */
export function renameCall(_sql: string, tokens: readonly Token[], index: number, edits: Edits): void {
  const token = tokens[index] as Token;
  const name = token.text.toLowerCase();
  if (!MACRO_NAMES.has(name)) return;
  edits.replace(token, token, MACRO_PREFIX + name);
  if (!WITH_PART.has(name)) return;
  const close = closing(tokens, index + 1);
  const part = tokens[close - 1];
  if (part?.kind === 'word') edits.replace(part, part, `'${part.text.toLowerCase()}'`);
}

/** The index of the parenthesis that closes the one at `open`, or the end. */
export function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    if (is(tokens[index], '(')) depth++;
    else if (is(tokens[index], ')') && --depth === 0) return index;
  }
  return tokens.length;
}
