import { ApiError } from '../errors.ts';
import { closing } from './call-arguments.ts';
import { rewriteCall } from './calls.ts';
import type { Edits } from './edits.ts';
import type { Token } from './lexer.ts';
import { takesClosing } from './operands.ts';

/** `SAFE.F(…)`: NULL where F fails. */
export function safeCall(tokens: readonly Token[], index: number, edits: Edits): void {
  const name = tokens[index + 2]?.text ?? '';
  if (name.toLowerCase() === 'concat') {
    // Nothing in it can fail.
    edits.replace(tokens[index], tokens[index + 1], '');
    rewriteCall(tokens, index + 2, edits);
    return;
  }
  if (takesClosing(name)) throw new ApiError('invalidQuery', `SAFE.${name} is not supported here.`, 'query');
  edits.replace(tokens[index], tokens[index + 1], 'TRY(');
  rewriteCall(tokens, index + 2, edits);
  const close = tokens[closing(tokens, index + 3)];
  edits.replace(close, close, '))');
}

/** GoogleSQL's LIKE escapes with a backslash, DuckDB's with nothing unless told. */
export const likeNeedsEscape = (pattern: Token | undefined): pattern is Token =>
  pattern?.kind === 'string' && pattern.text.includes('\\');

export const ESCAPE_CLAUSE = " ESCAPE '\\\\'";
