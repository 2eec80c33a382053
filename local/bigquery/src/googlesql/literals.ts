import { ApiError } from '../errors.ts';

/** Escapes of GoogleSQL that the translator leaves as they stand. */
const ODD = /\\(?:u|U|[0-7]{3}|[abfv?`])/;

/** Whether a literal has an escape that the translator does not read. Raw literals have none, BYTES other ones. */
export const hasOddEscape = (literal: string): boolean => !/^[rb]/i.test(literal) && ODD.test(literal);

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[xX]([0-9a-fA-F]{2})|([0-7]{3})|([\s\S]))/g;

const NAMED: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
  ...{ '\\': '\\', '?': '?', '"': '"', "'": "'", '`': '`' },
};

/** The same text with the simplest escapes only. @throws ApiError for an escape that is none */
export function plainLiteral(literal: string): string {
  const quotes = literal.startsWith('"""') || literal.startsWith("'''") ? 3 : 1;
  const text = literal
    .slice(quotes, -quotes)
    .replace(ESCAPE, (written, u?: string, U?: string, x?: string, octal?: string, name?: string) => {
      const code = u ?? U ?? x;
      if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      const named = NAMED[name ?? ''];
      if (named === undefined)
        throw new ApiError('invalidQuery', `Syntax error: Illegal escape sequence: ${written}`, 'query');
      return named;
    });
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;
}
