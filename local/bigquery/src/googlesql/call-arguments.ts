import { is, type Token } from './lexer.ts';

/** The index of the parenthesis that closes the one at `open`, or the end. */
export function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    if (is(tokens[index], '(')) depth++;
    else if (is(tokens[index], ')') && --depth === 0) return index;
  }
  return tokens.length;
}

/** The places of the commas between the arguments of the call whose name stands at `index`. */
export function separators(tokens: readonly Token[], index: number): number[] {
  const found: number[] = [];
  let depth = 0;
  const close = closing(tokens, index + 1);
  for (let at = index + 2; at < close; at++) {
    if (is(tokens[at], '(', '[')) depth++;
    else if (is(tokens[at], ')', ']')) depth--;
    else if (depth === 0 && is(tokens[at], ',')) found.push(at);
  }
  return found;
}
