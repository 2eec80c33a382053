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

export const isBytes = (literal: string): boolean => /^r?b/i.test(literal);

/** A literal of BYTES as a call: DuckDB's own cannot hold every byte. @throws ApiError for an escape that is none */
export function bytesLiteral(literal: string): string {
  const prefix = /^[rb]+/i.exec(literal)?.[0] ?? '';
  const text = unquoted(literal.slice(prefix.length));
  // Each escape stands for one byte, everything else for its UTF-8.
  const bytes = /r/i.test(prefix)
    ? Buffer.from(text)
    : Buffer.concat(
        text
          .split(/(\\(?:[xX][0-9a-fA-F]{2}|[0-7]{3}|[\s\S]))/)
          .map((part, index) =>
            Buffer.from(index % 2 === 0 ? part : unescaped(part), index % 2 === 0 ? 'utf8' : 'latin1'),
          ),
      );
  return `unhex('${bytes.toString('hex')}')`;
}

/** The same text with the simplest escapes only. @throws ApiError for an escape that is none */
export function plainLiteral(literal: string): string {
  const text = unescaped(unquoted(literal));
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;
}

function unquoted(literal: string): string {
  const quotes = literal.startsWith('"""') || literal.startsWith("'''") ? 3 : 1;
  return literal.slice(quotes, -quotes);
}

function unescaped(text: string): string {
  return text.replace(
    ESCAPE,
    (written, u?: string, U?: string, x?: string, octal?: string, name?: string) => {
      const code = u ?? U ?? x;
      if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      const named = NAMED[name ?? ''];
      if (named === undefined)
        throw new ApiError('invalidQuery', `Syntax error: Illegal escape sequence: ${written}`, 'query');
      return named;
    },
  );
}
