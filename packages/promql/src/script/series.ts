import { type Labels, labelsOf } from '../labels.ts';
import { parse } from '../parse/parser.ts';
import { parseValues, type ScriptValue } from './values.ts';

export interface ScriptSeries {
  readonly labels: Labels;
  readonly values: readonly ScriptValue[];
}

/** `metric{label="value"} 1 2 3`: a series as scripts and promtool write it. Throws SyntaxError. */
export function parseSeries(line: string): ScriptSeries {
  const split = endOfName(line);
  return { labels: parseLabels(line.slice(0, split)), values: parseValues(line.slice(split)) };
}

/** The labels of `metric{label="value"}` or `{label="value"}`. Throws SyntaxError. */
export function parseLabels(text: string): Labels {
  const trimmed = text.trim();
  if (trimmed === '{}' || trimmed === '') return labelsOf([]);
  // A name with empty braces states its metric only.
  const expr = parseSelectorText(trimmed.replace(/\{\s*\}$/, ''));
  if (expr.type !== 'vectorSelector') throw new SyntaxError(`"${trimmed}" names no series`);
  for (const { name, op } of expr.matchers)
    if (op !== '=') throw new SyntaxError(`label "${name}" of a series must be given with "="`);
  return labelsOf(expr.matchers.map(({ name, value }) => [name, value]));
}

function parseSelectorText(text: string) {
  try {
    return parse(text);
  } catch (error) {
    // All labels empty is a series without labels, though no valid selector.
    if ((error as Error).message.includes('at least one non-empty'))
      return parse(`${text.slice(0, -1)},__name__!=""}`);
    throw new SyntaxError(`cannot read series "${text}": ${(error as Error).message}`);
  }
}

function endOfName(line: string): number {
  let quote = '';
  let depth = 0;
  for (let i = 0; i < line.length; i++) {
    const char = line[i] as string;
    if (quote !== '') {
      if (char === '\\' && quote !== '`') i++;
      else if (char === quote) quote = '';
    } else if (depth > 0 && `"'\``.includes(char)) quote = char;
    else if (char === '{') depth++;
    else if (char === '}') depth--;
    else if (/\s/.test(char) && depth === 0 && !/^\s*\{[^{]/.test(line.slice(i))) return i;
  }
  return line.length;
}
