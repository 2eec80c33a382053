/**
 * Translates an RE2 expression to a JavaScript one that matches the whole string, as PromQL's label
 * matchers do, with `.` matching line breaks.
 * @throws {SyntaxError} `error parsing regexp: …`
 */
export function compileRegExp(source: string): RegExp {
  const cached = cache.get(source);
  if (cached !== undefined) return cached;
  let compiled: RegExp;
  try {
    compiled = new RegExp(`^(?:${translate(source)})$`, 'us');
  } catch (error) {
    throw new SyntaxError(
      `error parsing regexp: ${(error as Error).message.replace(/^Invalid regular expression: /, '')}`,
    );
  }
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(source, compiled);
  return compiled;
}

/** Expressions kept compiled: more than any dashboard or rule set holds, little memory. */
const CACHE_LIMIT = 1000;
const cache = new Map<string, RegExp>();

const POSIX: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7f',
  blank: '\\t ',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
};

const PIECE =
  /\\Q([\s\S]*?)(?:\\E|$)|\\(?:[pP]\{\^?[A-Za-z_]+\}|[pP][A-Z]|x\{[0-9a-fA-F]+\}|x[0-9a-fA-F]{2}|[\s\S])|\[\^?\]?(?:\[:\^?[a-z]+:\]|\\[\s\S]|[^\]\\])*\]|\(\?P?<([A-Za-z_]\w*)>|\(\?([ims U-]*)([:)])|[\s\S]/gu;

function translate(source: string): string {
  let out = '';
  // For every open group: the text that closes it, and the inline flags in force since it opened.
  const groups: { close: string; flags: string }[] = [{ close: '', flags: '' }];
  const top = () => groups.at(-1) as { close: string; flags: string };
  for (const [piece, literal, name, flags, end] of source.matchAll(PIECE)) {
    if (literal !== undefined)
      out += literal.replace(/[\\^$.*+?()[\]{}|/-]/g, (c) => `\\${c}`.replace('\\-', '\\x2d'));
    else if (name !== undefined) {
      groups.push({ close: ')', flags: '' });
      out += `(?<${name}>`;
    } else if (flags !== undefined) {
      const prefix = flagPrefix(flags);
      if (end === ':') {
        groups.push({ close: ')', flags: '' });
        out += prefix;
      } else {
        // `(?i)` holds to the end of its group, over alternatives too.
        top().close = `)${top().close}`;
        top().flags += prefix;
        out += prefix;
      }
    } else if (piece === '(') {
      groups.push({ close: ')', flags: '' });
      out += '(';
    } else if (piece === ')') {
      if (groups.length === 1) throw new SyntaxError(`unexpected ): \`${source}\``);
      out += (groups.pop() as { close: string }).close;
    } else if (piece === '|') {
      const { flags: open } = top();
      out += open === '' ? '|' : `${')'.repeat(count(open))}|${open}`;
    } else if (piece.startsWith('[') && piece.length > 1) out += characterClass(piece);
    else if (piece.startsWith('\\')) out += translateEscape(piece);
    else if (piece === '{' || piece === '}') out += brace(source, piece, out);
    else out += piece === ']' ? '\\]' : piece;
  }
  if (groups.length > 1) throw new SyntaxError(`missing closing ): \`${source}\``);
  return out + top().close;
}

const count = (prefixes: string) => prefixes.split('(?').length - 1;

function flagPrefix(flags: string): string {
  if (flags.includes('U')) throw new SyntaxError('the flag U is not supported');
  const [on = '', off = ''] = flags.replaceAll(' ', '').split('-');
  return on === '' && off === '' ? '(?:' : `(?${on}${off === '' ? '' : `-${off}`}:`;
}

// RE2 takes a brace that is no repetition literally; JavaScript's unicode mode refuses it.
function brace(source: string, piece: string, out: string): string {
  const at = out.length;
  return /\{\d+(,\d*)?\}/.test(source) && at > 0 ? piece : `\\${piece}`;
}

function translateEscape(piece: string): string {
  if (/^\\[dDwWsSbBtnrfv]$/.test(piece) || /^\\[pP]\{/.test(piece)) return piece;
  if (piece === '\\A') return '^';
  if (piece === '\\z') return '$';
  if (piece === '\\a') return '\\x07';
  if (/^\\[pP][A-Z]$/.test(piece)) return `${piece.slice(0, 2)}{${piece[2]}}`;
  if (/^\\x\{/.test(piece)) return `\\u${piece.slice(2)}`;
  if (/^\\x/.test(piece)) return piece;
  const char = piece.slice(1);
  if (/^[A-Za-z0-9]$/.test(char)) throw new SyntaxError(`invalid escape sequence: \`${piece}\``);
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? piece : char;
}

function characterClass(piece: string): string {
  const negated = piece.startsWith('[^');
  const body = piece.slice(negated ? 2 : 1, -1);
  const parts = body.replace(
    /\[:(\^?)([a-z]+):\]|\\(?:[pP]\{\^?[A-Za-z_]+\}|x\{[0-9a-fA-F]+\}|[\s\S])|[\s\S]/gu,
    (part, not, posix) => {
      if (posix !== undefined) {
        const set = POSIX[posix];
        if (set === undefined || not === '^')
          throw new SyntaxError(`invalid character class range: \`${part}\``);
        return set;
      }
      if (part === '\\-') return '\\-';
      if (part.startsWith('\\')) return translateEscape(part).replace(/^([\]^])$/, '\\$1');
      return /[[\](){}/|]/.test(part) ? `\\${part}` : part;
    },
  );
  return `[${negated ? '^' : ''}${parts}]`;
}
