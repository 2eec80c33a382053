import { catalogue, type Instrument } from './catalogue.ts';
import type { Label } from './labels.ts';

/** Between these lines of the README stands the table. */
export const TABLE_START = '<!-- generated from catalogue.ts by "npm run telemetry:table" -->';
export const TABLE_END = '<!-- end of the generated part -->';

/** The catalogue as a Markdown table, for the README. */
export function metricTable(): string {
  const rows = Object.values(catalogue).map((instrument: Instrument) => {
    const labels = Object.entries(instrument.labels).map(
      ([name, label]) => `\`${name}\`: ${valuesOf(label)}`,
    );
    return `| \`${instrument.name}\` | ${instrument.kind} | \`${instrument.unit}\` | ${labels.join('; ')} | ${instrument.question} |`;
  });
  return ['| metric | kind | unit | labels | question |', '|---|---|---|---|---|', ...rows].join('\n');
}

const valuesOf = (label: Label): string =>
  'values' in label ? label.values.join(', ') : `at most ${label.limit}`;

/** A README with the part between the two lines replaced. @throws Error when the lines are not there */
export function withTable(readme: string): string {
  const start = readme.indexOf(TABLE_START);
  const end = readme.indexOf(TABLE_END);
  if (start < 0 || end < start) throw new Error(`the README lacks the lines ${TABLE_START} and ${TABLE_END}`);
  return `${readme.slice(0, start + TABLE_START.length)}\n\n${metricTable()}\n\n${readme.slice(end)}`;
}
