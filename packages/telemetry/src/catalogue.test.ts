import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { catalogue, type Instrument } from './catalogue.ts';
import { metricTable } from './metric-table.ts';
import { cardinality } from './series.ts';

const instruments: readonly Instrument[] = Object.values(catalogue);

/** Names Google's Telemetry API takes, and of those only what needs no quoting in PromQL. */
const NAME = /^[a-z][a-z0-9_]*$/;

/** Renamed to exported_… on the way into Cloud Monitoring, because its own resource labels are called so. */
const TAKEN_LABELS = ['location', 'cluster', 'namespace', 'job', 'instance', 'project_id', 'le'];

const SUFFIX_OF_UNIT: Readonly<Record<string, string>> = { s: '_seconds', By: '_bytes' };

describe.each(instruments.map((one) => [one.name, one] as const))('%s', (name, instrument) => {
  test('is named as Prometheus names metrics', () => {
    expect(name).toMatch(NAME);
    expect(name.endsWith('_total')).toBe(instrument.kind.endsWith('counter'));
    const suffix = SUFFIX_OF_UNIT[instrument.unit];
    if (suffix !== undefined) expect(name.replace(/_total$/, '').endsWith(suffix)).toBe(true);
    for (const label of Object.keys(instrument.labels)) {
      expect(label).toMatch(NAME);
      expect(TAKEN_LABELS).not.toContain(label);
    }
  });

  test('has buckets exactly if it is a histogram, in ascending order', () => {
    expect(instrument.buckets !== undefined).toBe(instrument.kind === 'histogram');
    expect(instrument.buckets).toEqual(instrument.buckets?.toSorted((a, b) => a - b));
  });

  test('asks a question and is bounded', () => {
    expect(instrument.question).toMatch(/\?/);
    expect(cardinality(instrument)).toBeLessThanOrEqual(2000);
  });
});

test('no name is used twice', () => {
  expect(new Set(instruments.map(({ name }) => name)).size).toBe(instruments.length);
});

test("the README's table is the catalogue (else: npm run telemetry:table)", () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(metricTable());
});
