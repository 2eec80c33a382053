import { describe, expect, test } from '@jest/globals';
import type { DocumentError, Fault } from './fault.ts';
import { readObjectives } from './read.ts';

const GOOD = `apiVersion: openslo/v1
kind: SLO
metadata:
  name: checkout
spec:
  description: Orders that end paid.
  service: shop
  indicator:
    metadata: { name: checkout }
    spec:
      ratioMetric:
        counter: true
        bad:
          metricSource:
            spec:
              query: orders_total{state="lost"}
        total:
          metricSource:
            spec:
              query: orders_total
  timeWindow:
    - duration: 30d
      isRolling: true
  budgetingMethod: Occurrences
  objectives:
    - target: 0.99
`;

function faultsOf(...texts: string[]): readonly Fault[] {
  try {
    readObjectives(texts.map((text, index) => ({ file: `slos/${index}.yaml`, text })));
  } catch (error) {
    return (error as DocumentError).faults;
  }
  return [];
}

test('a correct document is read', () => {
  const { slos } = readObjectives([{ file: 'a.yaml', text: GOOD }]);
  expect(slos).toMatchObject([{ name: 'checkout', target: 0.99, periodSeconds: 2_592_000, service: 'shop' }]);
});

test('a document needs no description, as OpenSLO has it', () => {
  const { slos } = readObjectives([{ file: 'a.yaml', text: GOOD.replace(/ +description: .*\n/, '') }]);
  expect(slos).toMatchObject([{ name: 'checkout', description: '' }]);
});

describe('a fault names file, line and fix', () => {
  test.each([
    ['target: 0.99', 'target: 99.9', 26, 'is not below 1', 'give a share such as 0.999'],
    ['duration: 30d', 'duration: 1M', 22, 'is not a duration of fixed length', '5m, 1h, 3d or 4w'],
    ['isRolling: true', 'isRolling: false', 23, 'is not true', 'set isRolling: true'],
    ['budgetingMethod: Occurrences', 'budgetingMethod: Timeslices', 24, 'is not supported', 'Occurrences'],
    [
      'query: orders_total\n',
      'query: sum(orders_total)\n',
      20,
      'is not a plain selector',
      'write a selector',
    ],
    ['query: orders_total\n', 'query: "orders_total{"\n', 20, 'is not PromQL', 'write a selector'],
    ['query: orders_total\n', 'query: \'{team="a"}\'\n', 20, 'does not name one metric', 'write a selector'],
    ['        bad:', '        ugly:', 12, 'needs exactly one of good and bad', 'add the one that is missing'],
    ['counter: true', 'counter: false', 12, 'is not true; only counters', 'set counter: true'],
    ['name: checkout\nspec', 'name: Check Out\nspec', 4, 'is not a usable name', 'lower-case letters'],
    ['  service: shop\n', '', 6, 'spec.service', 'give the object a name'],
    ['target: 0.99', 'target: 0.9', 26, 'can never fire', 'raise the target'],
  ])('%j as %j', (from, to, line, problem, fix) => {
    const faults = faultsOf(GOOD.replace(from, to));
    expect(faults).toHaveLength(1);
    const [fault] = faults;
    expect(fault).toMatchObject({ file: 'slos/0.yaml', line });
    expect(`${fault?.problem}; ${fault?.fix}`).toContain(problem);
    expect(fault?.fix).toContain(fix);
  });

  test('in YAML that cannot be read', () => {
    expect(faultsOf('apiVersion: openslo/v1\nkind: [SLO\n')[0]).toMatchObject({
      file: 'slos/0.yaml',
      line: 3,
    });
  });

  test('in a document of another kind', () => {
    expect(faultsOf('apiVersion: sloth.slok.dev/v1\nkind: PrometheusServiceLevel\n')).toMatchObject([
      { line: 1, fix: expect.stringContaining('openslo/v1') },
    ]);
  });

  test('of a reference to nothing, and of a name given twice', () => {
    const dangling = GOOD.replace(/ {2}indicator:[\s\S]*?(?= {2}timeWindow)/, '  indicatorRef: nowhere\n');
    expect(faultsOf(dangling)).toMatchObject([{ line: 8, problem: expect.stringContaining('nowhere') }]);
    expect(faultsOf(GOOD, GOOD)).toMatchObject([{ problem: 'a second SLO named checkout' }]);
  });

  test('and all faults of all files are told at once', () => {
    expect(faultsOf(GOOD.replace('0.99', '2'), 'kind: SLO\n', GOOD.replace('30d', 'x'))).toHaveLength(3);
  });
});

describe('windows', () => {
  const windows = (pair: string): string => `apiVersion: burn-rate-alerts/v1
kind: BurnRateAlerts
metadata: { name: default }
spec:
  alerts:
    - name: page
      severity: CRITICAL
      minimumTraffic: { events: 20, badEvents: 2 }
      windows:
        - ${pair}
  absent: { severity: WARNING, after: 15m, seenWithin: 1d }
  autoClose: 1d
  runbook: runbooks/{policy}.md
`;

  test('of the directory replace those of the SRE workbook', () => {
    const { alerting } = readObjectives([
      { file: 'a.yaml', text: GOOD },
      { file: 'w.yaml', text: windows('{ budgetPercent: 1, long: 30m, short: 3m }') },
    ]);
    expect(alerting.alerts).toEqual([
      {
        name: 'page',
        severity: 'CRITICAL',
        minimumTraffic: { events: 20, badEvents: 2 },
        windows: [{ budgetPercent: 1, longSeconds: 1_800, shortSeconds: 180 }],
      },
    ]);
  });

  test.each([
    ['{ budgetPercent: 1, long: 5m, short: 1h }', 'not shorter'],
    ['{ budgetPercent: 0, long: 1h, short: 5m }', 'is not above 0'],
    ['{ budgetPercent: 1, long: 90s, short: 5m }', 'is not a duration'],
    ['{ budgetPercent: 1, long: 1h, short: 5m, factor: 14.4 }', 'factor'],
  ])('%s is refused', (pair, problem) => {
    expect(faultsOf(GOOD, windows(pair))).toMatchObject([
      { file: 'slos/1.yaml', line: 10, problem: expect.stringContaining(problem) },
    ]);
  });
});
