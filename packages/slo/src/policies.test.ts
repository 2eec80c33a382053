import { fileURLToPath } from 'node:url';
import { createEngine, createMemoryStorage } from '@flightdeck/promql';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { readYamlFiles } from './files.ts';
import { nativeSlo } from './native.ts';
import { policiesFor } from './policies.ts';
import type { AlertPolicy } from './policy.ts';
import { type Objectives, readObjectives } from './read.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let objectives: Objectives;
let policies: Map<string, AlertPolicy>;

beforeAll(async () => {
  const directory = fileURLToPath(new URL('../examples/web-shop', import.meta.url));
  objectives = readObjectives(await readYamlFiles(directory));
  policies = new Map(
    objectives.slos
      .flatMap((slo) => policiesFor(slo, objectives.alerting))
      .map((policy) => [policy.displayName, policy]),
  );
});

const queries = (name: string): string[] =>
  (policies.get(name)?.conditions ?? []).map((one) => one.conditionPrometheusQueryLanguage.query);

/** Orders a minute, so many of them bad; returns whether each condition of a policy is met at the end. */
function verdicts(name: string, days: number, perMinute: (minute: number) => { good: number; bad: number }) {
  const storage = createMemoryStorage();
  let good = 0;
  let bad = 0;
  const minutes = (days * DAY) / MINUTE;
  for (let minute = 0; minute <= minutes; minute += 1) {
    const now = perMinute(minutes - minute);
    good += now.good;
    bad += now.bad;
    storage.append({ __name__: 'checkout_orders_total', state: 'paid' }, minute * MINUTE, good);
    storage.append({ __name__: 'checkout_orders_total', state: 'lost' }, minute * MINUTE, bad);
  }
  const engine = createEngine({ storage });
  return queries(name).map((query) => {
    const { result } = engine.instant(query, minutes * MINUTE);
    return Array.isArray(result) && result.length > 0;
  });
}

describe('a burn-rate policy', () => {
  test('has one condition per pair of windows, with the factors of its own period', () => {
    expect(policies.get('slo-checkout-page')?.conditions.map(({ displayName }) => displayName)).toEqual([
      'burn 13.44x over 1h and 5m',
      'burn 5.6x over 6h and 30m',
    ]);
  });

  // 13.44 x 2 % = 26.88 % in 1h/5m; 5.6 x 2 % = 11.2 % in 6h/30m.
  test.each([
    { share: 0.26, met: [false, true] },
    { share: 0.28, met: [true, true] },
    { share: 0.11, met: [false, false] },
    { share: 0.12, met: [false, true] },
  ])('at $share bad orders its conditions are $met', ({ share, met }) => {
    expect(verdicts('slo-checkout-page', 1, () => ({ good: 100 * (1 - share), bad: 100 * share }))).toEqual(
      met,
    );
  });

  test('is over as soon as the short window is clean, though the long one still burns', () => {
    const ended = (minutesAgo: number) => (minutesAgo < 40 ? { good: 10, bad: 0 } : { good: 0, bad: 10 });
    expect(verdicts('slo-checkout-page', 1, ended)).toEqual([false, false]);
  });

  test('is quiet when too few events say anything', () => {
    const oneAnHour = (minutesAgo: number) =>
      minutesAgo % 60 === 5 ? { good: 0, bad: 1 } : { good: 0, bad: 0 };
    expect(verdicts('slo-checkout-page', 1, oneAnHour)).toEqual([false, false]);
  });

  test('fires when there never was a good event', () => {
    expect(verdicts('slo-checkout-page', 1, () => ({ good: 0, bad: 5 }))).toEqual([true, true]);
  });

  test('a ticket looks back three days, every five minutes', () => {
    const intervals = policies
      .get('slo-checkout-ticket')
      ?.conditions.map(({ conditionPrometheusQueryLanguage: { evaluationInterval, duration } }) => [
        evaluationInterval,
        duration,
      ]);
    expect(intervals).toEqual([
      ['30s', undefined],
      ['300s', undefined],
    ]);
    expect(verdicts('slo-checkout-ticket', 4, () => ({ good: 94, bad: 6 }))).toEqual([true, true]);
    expect(verdicts('slo-checkout-ticket', 4, () => ({ good: 97, bad: 3 }))).toEqual([false, true]);
    expect(verdicts('slo-checkout-ticket', 4, () => ({ good: 99, bad: 1 }))).toEqual([false, false]);
  });
});

describe('the absent-data companion', () => {
  const met = (lastSampleMinutesAgo: number | undefined): boolean => {
    const storage = createMemoryStorage();
    const end = 12 * 60;
    if (lastSampleMinutesAgo !== undefined) {
      for (let minute = 0; minute <= end - lastSampleMinutesAgo; minute += 1) {
        storage.append({ __name__: 'checkout_orders_total', state: 'paid' }, minute * MINUTE, 7);
      }
    }
    const { result } = createEngine({ storage }).instant(
      queries('slo-checkout-absent')[0] ?? '',
      end * MINUTE,
    );
    return Array.isArray(result) && result.length > 0;
  };

  test('fires 15 minutes after the last sample', () => {
    expect(met(16)).toBe(true);
    expect(met(14)).toBe(false);
  });

  test('is quiet without traffic, and before the first sample ever', () => {
    expect(met(0)).toBe(false);
    expect(met(undefined)).toBe(false);
  });
});

describe('native SLOs', () => {
  test('a ratio of counters', () => {
    expect(objectives.slos.map(nativeSlo)[0]).toEqual({
      displayName: 'Checkout',
      goal: 0.98,
      rollingPeriod: '2419200s',
      serviceLevelIndicator: {
        requestBased: {
          goodTotalRatio: {
            goodServiceFilter:
              'metric.type = "prometheus.googleapis.com/checkout_orders_total/counter" AND resource.type = "prometheus_target" AND metric.labels.state = "paid"',
            totalServiceFilter:
              'metric.type = "prometheus.googleapis.com/checkout_orders_total/counter" AND resource.type = "prometheus_target"',
          },
        },
      },
      userLabels: { slo: 'checkout', service: 'shop' },
    });
  });

  test('a bucket of a histogram becomes a distribution cut', () => {
    expect(objectives.slos.map(nativeSlo)[1]).toMatchObject({
      serviceLevelIndicator: {
        requestBased: {
          distributionCut: {
            distributionFilter:
              'metric.type = "prometheus.googleapis.com/search_seconds/histogram" AND resource.type = "prometheus_target" AND metric.labels.site = monitoring.regex.full_match("de|fr")',
            range: { max: 0.5 },
          },
        },
      },
    });
  });
});
