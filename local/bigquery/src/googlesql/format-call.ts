import { MACRO_PREFIX } from '../engine/macros.ts';
import { ApiError } from '../errors.ts';
import { closing, separators } from './call-arguments.ts';
import type { Edits } from './edits.ts';
import type { Token } from './lexer.ts';

/** `%%`, or an element of FORMAT: flags, width and precision, letter. */
const ELEMENT = /%%|%([-+ #0']*)((?:\d+|\*)?(?:\.\d+)?)([A-Za-z])/g;

/** Elements for values of any type, and what makes texts of these. */
const ANY_TYPE: Readonly<Record<string, string>> = { t: 'to_text', T: 'to_literal' };

/** Rewrites FORMAT's elements to those of DuckDB's printf. @throws ApiError where there is no such one */
export function rewriteFormat(tokens: readonly Token[], index: number, edits: Edits): void {
  const format = tokens[index + 2];
  if (format?.kind !== 'string') throw refusal('FORMAT by anything but a literal is not supported here.');
  const commas = separators(tokens, index);
  const macros: (string | undefined)[] = [];
  const written = format.text.replace(ELEMENT, (element, flags: string, size: string, letter?: string) => {
    if (letter === undefined) return element;
    if (!'dioxXfFeEgGstT'.includes(letter))
      throw refusal(`Invalid format specifier character "${letter}" in FORMAT string.`);
    if (size.startsWith('*')) macros.push(undefined);
    const macro = ANY_TYPE[letter];
    macros.push(macro);
    // printf's flag for thousands is the separator itself.
    return `%${flags.replace("'", ',')}${size}${macro === undefined ? letter : 's'}`;
  });
  if (written !== format.text) edits.replace(format, format, written);
  [...commas, closing(tokens, index + 1)].forEach((at, argument) => {
    const before = macros[argument - 1] === undefined ? '' : ')';
    const macro = macros[argument];
    const after = macro === undefined || argument === commas.length ? '' : ` ${MACRO_PREFIX}${macro}(`;
    if (before + after !== '') edits.replace(tokens[at], tokens[at], before + tokens[at]?.text + after);
  });
}

const refusal = (message: string): ApiError => new ApiError('invalidQuery', message, 'query');
