import { ParseError } from '../errors.ts';

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g;

/**
 * The content of a quoted PromQL string: Go's escapes in single and double quotes, none in back quotes.
 * Bytes that are not valid UTF-8 become lone surrogates, so that the string is recognisably ill-formed.
 */
export function unquote(text: string, query: string, at: number): string {
  const body = text.slice(1, -1);
  if (text.startsWith('`') || !body.includes('\\')) return body;
  const bytes: number[] = [];
  const utf8 = (s: string) => bytes.push(...Buffer.from(s, 'utf8'));
  let last = 0;
  for (const m of body.matchAll(ESCAPE)) {
    utf8(body.slice(last, m.index));
    last = m.index + m[0].length;
    if (m[1] !== undefined) bytes.push(Number.parseInt(m[1], 16));
    else if (m[2] !== undefined && Number.parseInt(m[2], 8) <= 0xff) bytes.push(Number.parseInt(m[2], 8));
    else {
      const code = m[3] ?? m[4];
      const char = code === undefined ? SIMPLE[m[5] ?? ''] : codePoint(code);
      if (char === undefined || (char === "'" && text[0] === '"') || (char === '"' && text[0] === "'"))
        throw new ParseError(
          `unknown escape sequence ${JSON.stringify(m[0])} in string`,
          query,
          at + 1 + m.index,
        );
      utf8(char);
    }
  }
  utf8(body.slice(last));
  return decode(bytes);
}

function codePoint(hex: string): string | undefined {
  const code = Number.parseInt(hex, 16);
  return code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? undefined : String.fromCodePoint(code);
}

const FIRST_ESCAPED_BYTE = 0xdc00;

function decode(bytes: readonly number[]): string {
  const buffer = Buffer.from(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(buffer);
  } catch {
    return Array.from(buffer, (b) => String.fromCharCode(b < 0x80 ? b : FIRST_ESCAPED_BYTE + b)).join('');
  }
}
