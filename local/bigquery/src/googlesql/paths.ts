import { is, type Token } from './lexer.ts';

export interface Path {
  readonly parts: readonly string[];
  /** Whether any part was in backticks: such a path is a table, never an array of an alias. */
  readonly quoted: boolean;
  readonly last: number;
}

/** Words that can follow FROM, JOIN or a comma there and are no table. */
const NOT_A_TABLE = [
  'UNNEST',
  'SELECT',
  'WITH',
  'LATERAL',
  'JOIN',
  'CROSS',
  'INNER',
  'LEFT',
  'RIGHT',
  'FULL',
  'WHERE',
  'GROUP',
  'ORDER',
  'LIMIT',
  'HAVING',
  'SET',
  'VALUES',
  'FROM',
  'ON',
  'USING',
];

/**
 * Reads a table path: `p.d.t` in one pair of backticks or several, or bare, where the project's name may hold
 * dashes (`my-project.d.t`). Undefined when there is none.
 */
export function readPath(tokens: readonly Token[], first: number): Path | undefined {
  const head = tokens[first];
  if (!head || (head.kind !== 'word' && head.kind !== 'quoted') || is(head, ...NOT_A_TABLE)) return undefined;
  const parts: string[] = [];
  let quoted = false;
  let last = first;
  for (let index = first; ; ) {
    const token = tokens[index];
    if (token?.kind === 'quoted') {
      quoted = true;
      parts.push(...token.text.split('.'));
      last = index;
    } else if (token?.kind === 'word') {
      last = index;
      let name = token.text;
      while (isDashed(tokens, last)) {
        name += `-${tokens[last + 2]?.text}`;
        last += 2;
      }
      parts.push(name);
    } else return undefined;
    if (!is(tokens[last + 1], '.')) break;
    index = last + 2;
  }
  return is(tokens[last + 1], '(') && !quoted && parts.length === 1 ? undefined : { parts, quoted, last };
}

/** `word-word` without a space between: part of a project's name. */
function isDashed(tokens: readonly Token[], index: number): boolean {
  const [token, dash, next] = [tokens[index], tokens[index + 1], tokens[index + 2]];
  return (
    is(dash, '-') &&
    token?.end === dash?.start &&
    dash?.end === next?.start &&
    (next?.kind === 'word' || next?.kind === 'number')
  );
}
