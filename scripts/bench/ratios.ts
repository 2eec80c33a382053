/** What a ratio should be; said beside it, never a reason to fail: a busy machine is no regression. */
export type Aim = { readonly atLeast: number } | { readonly atMost: number };

/** One thing measured against another, once per round. */
export interface Ratio {
  readonly of: string;
  readonly rounds: readonly number[];
  readonly aim?: Aim;
}

/** The middle one; the upper of two. NaN where there is none. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** `0.81 (0.78 to 0.84)`: median, least and most. */
export const spread = (values: readonly number[], digits = 2): string =>
  `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)})`;

/** One quotient per round of two contenders that were measured in turns. */
export const quotients = <Measured>(
  these: readonly Measured[],
  those: readonly Measured[],
  value: (measured: Measured) => number,
): number[] => these.map((one, round) => value(one) / value(those[round] ?? one));

export function reached({ rounds, aim }: Ratio): string {
  if (aim === undefined) return '';
  const middle = median(rounds);
  const holds = 'atLeast' in aim ? middle >= aim.atLeast : middle <= aim.atMost;
  return holds ? 'reached' : 'not reached';
}

const aimText = (aim: Aim | undefined): string => {
  if (aim === undefined) return '';
  return 'atLeast' in aim ? `>= ${aim.atLeast}` : `<= ${aim.atMost}`;
};

/** One line per ratio: what of, median with its spread, aim, whether the median reaches it. */
export function table(ratios: readonly Ratio[]): string {
  const rows = [
    ['ratio', 'median (least to most)', 'aim', ''],
    ...ratios.map((ratio) => [ratio.of, spread(ratio.rounds), aimText(ratio.aim), reached(ratio)]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n');
}
