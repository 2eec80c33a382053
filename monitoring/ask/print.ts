import type { Series } from './ask.ts';

/** Enough to compare with a threshold; more is noise. */
const SIGNIFICANT_DIGITS = 4;
export const NOTHING = 'no result';

/** One line a series, the largest value first: its labels, then its newest value. */
export function printNewest(series: readonly Series[]): string {
  if (series.length === 0) return NOTHING;
  const rows = series.map(({ labels, samples }) => ({
    name: nameOf(labels),
    value: samples.at(-1)?.[1] ?? Number.NaN,
  }));
  rows.sort((a, b) => b.value - a.value || a.name.localeCompare(b.name));
  const width = Math.max(...rows.map(({ name }) => name.length));
  return rows.map(({ name, value }) => `${name.padEnd(width)}  ${number(value)}`.trim()).join('\n');
}

function nameOf({ __name__: metric = '', ...labels }: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return `${metric}${metric !== '' && pairs.length > 0 ? ' ' : ''}${pairs.sort().join(' ')}`;
}

function number(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(SIGNIFICANT_DIGITS))) : String(value);
}
