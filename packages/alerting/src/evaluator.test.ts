import { createEngine, createMemoryStorage, labelsOf, type MemoryStorage } from '@flightdeck/promql';
import { describe, expect, test } from '@jest/globals';
import { createPolicyEvaluator, type EvaluatorState, type PolicyEvaluator, type Query } from './evaluator.ts';
import type { AlertPolicy } from './schema.ts';
import { parsePolicy } from './validate.ts';

const MINUTE = 60_000;

function policy(change: Partial<AlertPolicy> = {}, promql: object = {}): AlertPolicy {
  return parsePolicy({
    displayName: 'queue too long',
    combiner: 'OR',
    conditions: [
      { displayName: 'long', conditionPrometheusQueryLanguage: { query: 'queue_length > 10', ...promql } },
    ],
    alertStrategy: { autoClose: '1800s' },
    ...change,
  });
}

function storageQuery(storage: MemoryStorage): Query {
  const engine = createEngine({ storage });
  return (query, atMs) => {
    const answer = engine.instant(query, atMs);
    if (answer.type !== 'vector') throw new TypeError(answer.type);
    return answer.result;
  };
}

/** One sample of `queue_length` a minute per queue; null where there is none. */
function queues(values: Record<string, (number | null)[]>): MemoryStorage {
  const storage = createMemoryStorage();
  for (const [queue, samples] of Object.entries(values))
    samples.forEach((value, i) => {
      if (value !== null)
        storage.append(
          labelsOf([
            ['__name__', 'queue_length'],
            ['queue', queue],
          ]),
          i * MINUTE,
          value,
        );
    });
  return storage;
}

/** Steps to `untilMs` and tells what happened as `minute opened|reason queue`. */
function run(evaluator: PolicyEvaluator, untilMs: number, fromMs = 0): string[] {
  const events: string[] = [];
  for (let now = fromMs; now <= untilMs; now += 30_000) {
    const { opened, closed } = evaluator.step(now);
    for (const { labels } of opened) events.push(`${now / MINUTE} opened ${labels.queue}`);
    for (const { labels, closeReason } of closed)
      events.push(`${now / MINUTE} ${closeReason} ${labels.queue}`);
  }
  return events;
}

const repeat = <T>(value: T, n: number): T[] => Array.from({ length: n }, () => value);

describe('policy evaluator', () => {
  test('opens one incident per series and closes it at the first evaluation without it', () => {
    const storage = queues({ a: [1, 1, 20, 20, 1, 1, 1], b: [1, 1, 1, 30, 30, 30, 30] });
    const evaluator = createPolicyEvaluator(policy(), storageQuery(storage));
    expect(run(evaluator, 6 * MINUTE)).toEqual(['2 opened a', '3 opened b', '4 recovered a']);
    expect(evaluator.openIncidents()).toMatchObject([
      { labels: { queue: 'b' }, value: 30, closedAtMs: null },
    ]);
  });

  test('waits for the duration, and starts it anew when one evaluation is not met', () => {
    const storage = queues({ a: [20, 20, 1, 20, 20, 20, 20, 20] });
    const evaluator = createPolicyEvaluator(policy({}, { duration: '180s' }), storageQuery(storage));
    expect(run(evaluator, 7 * MINUTE)).toEqual(['6 opened a']);
  });

  test('keeps an incident open while its data is missing, until autoClose', () => {
    const storage = queues({ a: [20, 20, 20], b: repeat(1, 60) });
    const evaluator = createPolicyEvaluator(policy(), storageQuery(storage));
    expect(run(evaluator, 50 * MINUTE)).toEqual(['0 opened a', '32 no-data a']);
  });

  test('closes on the first data after a gap that does not meet the condition', () => {
    const storage = queues({ a: [20, 20, ...repeat(null, 18), 1, 1] });
    const evaluator = createPolicyEvaluator(policy(), storageQuery(storage));
    expect(run(evaluator, 21 * MINUTE)).toEqual(['0 opened a', '20 recovered a']);
  });

  test('evaluates no more often than the interval', () => {
    const storage = queues({ a: [1, 20, 20, 20, 20, 20, 20] });
    const evaluator = createPolicyEvaluator(
      policy({}, { evaluationInterval: '300s' }),
      storageQuery(storage),
    );
    expect(run(evaluator, 6 * MINUTE)).toEqual(['5 opened a']);
    expect(evaluator.nextDueMs()).toBe(10 * MINUTE);
  });

  test('a snooze closes incidents and holds new ones back', () => {
    const storage = queues({ a: repeat(20, 10) });
    const evaluator = createPolicyEvaluator(policy(), storageQuery(storage));
    expect(evaluator.step(0).opened).toHaveLength(1);
    expect(evaluator.step(MINUTE, { snoozed: true }).closed).toMatchObject([{ closeReason: 'snoozed' }]);
    expect(evaluator.step(2 * MINUTE, { snoozed: true })).toMatchObject({ opened: [], closed: [] });
    expect(evaluator.step(3 * MINUTE).opened).toHaveLength(1);
  });

  test('a disabled policy opens nothing, and disabling closes what is open', () => {
    const storage = queues({ a: repeat(20, 10) });
    const evaluator = createPolicyEvaluator(policy(), storageQuery(storage));
    evaluator.step(0);
    expect(evaluator.update(policy({ enabled: false }), MINUTE).closed).toMatchObject([
      { closeReason: 'disabled' },
    ]);
    expect(evaluator.step(2 * MINUTE).opened).toEqual([]);
  });

  test('changing a condition closes its incident and no other', () => {
    const storage = queues({ a: repeat(20, 10) });
    const two = (threshold: number) =>
      policy({
        conditions: [10, threshold].map((n) => ({
          displayName: `over ${n}`,
          conditionPrometheusQueryLanguage: { query: `queue_length > ${n}` },
        })),
      });
    const evaluator = createPolicyEvaluator(two(11), storageQuery(storage));
    expect(evaluator.step(0).opened).toHaveLength(2);
    expect(evaluator.update(two(12), 30_000).closed).toMatchObject([
      { conditionName: 'over 11', closeReason: 'condition-changed' },
    ]);
    expect(evaluator.openIncidents()).toHaveLength(1);
  });

  test.each([
    ['OR', ['a', 'b']],
    ['AND', []],
  ] as const)('combiner %s', (combiner, opened) => {
    const storage = queues({ a: [20], b: [20] });
    const conditions = ['queue_length > 10', 'queue_length > 30'].map((query) => ({
      displayName: query,
      conditionPrometheusQueryLanguage: { query },
    }));
    const evaluator = createPolicyEvaluator(policy({ combiner, conditions }), storageQuery(storage));
    expect(evaluator.step(0).opened.map(({ labels }) => labels.queue)).toEqual(opened);
  });

  test('AND_WITH_MATCHING_RESOURCE needs both conditions on one resource', () => {
    const storage = createMemoryStorage();
    for (const [name, instance] of [
      ['cpu', 'one'],
      ['cpu', 'two'],
      ['memory', 'two'],
    ] as const)
      storage.append(
        labelsOf([
          ['__name__', name],
          ['instance', instance],
        ]),
        0,
        1,
      );
    const conditions = ['cpu > 0', 'memory > 0'].map((query) => ({
      displayName: query,
      conditionPrometheusQueryLanguage: { query },
    }));
    const evaluator = createPolicyEvaluator(
      policy({ combiner: 'AND_WITH_MATCHING_RESOURCE', conditions }),
      storageQuery(storage),
    );
    expect(evaluator.step(0).opened.map(({ labels }) => labels.instance)).toEqual(['two', 'two']);
  });

  test('a failing query changes nothing and is reported', () => {
    const storage = queues({ a: repeat(20, 10) });
    const answer = storageQuery(storage);
    let broken = false;
    const evaluator = createPolicyEvaluator(policy(), (query, atMs) => {
      if (broken) throw new Error('overloaded');
      return answer(query, atMs);
    });
    evaluator.step(0);
    broken = true;
    expect(evaluator.step(MINUTE)).toMatchObject({ opened: [], closed: [], errors: [{ condition: 0 }] });
    expect(evaluator.openIncidents()).toHaveLength(1);
  });

  test('continues from its saved state without opening twice', () => {
    const storage = queues({ a: [1, 20, 20, 20, 1, 1] });
    const first = createPolicyEvaluator(policy(), storageQuery(storage));
    expect(run(first, 2 * MINUTE)).toEqual(['1 opened a']);
    const state = JSON.parse(JSON.stringify(first.state())) as EvaluatorState;
    const second = createPolicyEvaluator(policy(), storageQuery(storage), { state });
    expect(run(second, 5 * MINUTE, 2.5 * MINUTE)).toEqual(['4 recovered a']);
  });
});
