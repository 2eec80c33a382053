/** Anything, also nothing. */
const ANYTHING = '…';
const COMPARISON = /(>=|<=|>|<) (-?[\d.]+)$/;

/**
 * Which of the expected lines an output does not show. `…` stands for anything, and a line that ends in a
 * comparison, such as `outcome="error"  > 0.1`, wants a number there that meets it. White space counts once;
 * order and further lines do not matter.
 */
export function missingLines(expected: readonly string[], output: string): string[] {
  const shown = output.split('\n').map(squeeze);
  return expected.filter((line) => !shown.some((one) => matches(squeeze(line), one)));
}

function matches(expected: string, line: string): boolean {
  const comparison = COMPARISON.exec(expected);
  if (!comparison) return pattern(expected).test(line);
  const [text, operator = '', bound] = comparison;
  const value = /(-?[\d.]+(?:e[+-]?\d+)?)$/.exec(line);
  if (!value) return false;
  const before = (whole: string, end: string): string => whole.slice(0, -end.length).trim();
  return (
    pattern(before(expected, text)).test(before(line, value[0])) &&
    compare(Number(value[0]), operator, Number(bound))
  );
}

function compare(value: number, operator: string, bound: number): boolean {
  if (operator === '>') return value > bound;
  if (operator === '>=') return value >= bound;
  if (operator === '<') return value < bound;
  return value <= bound;
}

const pattern = (text: string): RegExp =>
  new RegExp(`^${text.split(ANYTHING).map(RegExp.escape).join('.*')}$`);
const squeeze = (line: string): string => line.trim().replaceAll(/\s+/g, ' ');
