import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Expr } from './ast.ts';
import { createEngine } from './engine.ts';
import { formatExpr } from './format.ts';
import { labelsKey, labelsOf } from './labels.ts';
import { createMemoryStorage } from './memory.ts';
import { parse } from './parse/parser.ts';

const MINUTE = 60_000;

const selector = fc.constantFrom(
  'a_total',
  'b_total',
  'a_total{x="1"}',
  'a_total{x!="1"}',
  '{__name__=~"[ab]_total", x=~"1|2"}',
  '{"a_total", y="p"}',
  'b_total offset 90s',
  'a_total @ 200',
  'nothing',
);
const range = fc.constantFrom('[1m]', '[5m]', '[150s]', '[5m] offset 1m', '[2m] @ 240');
const overTime = fc.constantFrom(
  'rate',
  'increase',
  'sum_over_time',
  'max_over_time',
  'count_over_time',
  'irate',
  'deriv',
);
const aggregation = fc.constantFrom('sum', 'avg', 'max', 'count', 'stddev');
const grouping = fc.constantFrom('', ' by (x)', ' without (y)', ' by (x, y)');
const arithmetic = fc.constantFrom('+', '-', '*', '/', '%', '^', 'atan2', '> bool', '==bool');
const set = fc.constantFrom('and', 'or', 'unless', 'and on (x)', 'unless ignoring (y)');
const scalar = fc.constantFrom('2', '-1.5', '1e3', 'Inf', 'time()', 'scalar(b_total)', '5m', '0x10');

/** Instant-vector queries that are valid whatever the data, though some fail to evaluate (many-to-many). */
const { vector } = fc.letrec<{ vector: string }>((tie) => ({
  vector: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    selector,
    fc.tuple(overTime, selector, range).map(([f, s, r]) => `${f}(${s.replace(/ (offset|@).*/, '')}${r})`),
    fc.tuple(aggregation, grouping, tie('vector')).map(([op, by, v]) => `${op}${by} (${v})`),
    fc.tuple(tie('vector'), arithmetic, scalar).map(([v, op, s]) => `(${v}) ${op} ${s}`),
    fc.tuple(scalar, arithmetic, tie('vector')).map(([s, op, v]) => `${s} ${op} ${v}`),
    fc.tuple(tie('vector'), set, tie('vector')).map(([l, op, r]) => `${l} ${op} ${r}`),
    fc.tuple(tie('vector'), arithmetic, tie('vector')).map(([l, op, r]) => `(${l}) ${op} on (x, y) (${r})`),
    tie('vector').map((v) => `-${v}`),
    tie('vector').map((v) => `max_over_time((${v})[3m:30s])`),
    tie('vector').map((v) => `clamp_min(${v}, 3)`),
    tie('vector').map((v) => `topk(2, ${v})`),
  ),
}));

const storage = createMemoryStorage();
for (let i = 0; i < 40; i++)
  for (const [name, x, y, value] of [
    ['a_total', '1', 'p', i * 3],
    ['a_total', '2', 'p', (i * 7) % 40],
    ['a_total', '2', 'q', i === 20 ? NaN : i * i],
    ['b_total', '1', 'p', i > 15 ? i : 2 * i],
    ['b_total', '3', 'p', 5],
  ] as const)
    if ((i + Number(x)) % 9 !== 0)
      storage.append(
        labelsOf([
          ['__name__', name],
          ['x', x],
          ['y', y],
        ]),
        i * 15_000,
        i === 25 && x === '3' ? null : value,
      );

function withoutSpans(expr: Expr): unknown {
  return JSON.parse(
    JSON.stringify(expr, (key, value: unknown) => {
      if (key === 'start' || key === 'end') return undefined;
      return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
    }),
  );
}

describe('properties', () => {
  test('a formatted expression parses to the same expression', () => {
    fc.assert(
      fc.property(vector, (query) => {
        const expr = parse(query);
        const text = formatExpr(expr);
        expect(withoutSpans(parse(text))).toEqual(withoutSpans(expr));
        expect(formatExpr(parse(text))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  test.each([false, true])('a range is the sequence of its instants (delayed name removal %s)', (delayed) => {
    const engine = createEngine({ storage, delayedNameRemoval: delayed });
    fc.assert(
      fc.property(
        vector,
        fc.integer({ min: 0, max: 240 }),
        fc.integer({ min: 1, max: 90 }),
        (query, from, step) => {
          const startMs = from * 1000;
          const stepMs = step * 1000;
          const endMs = startMs + 5 * stepMs;
          const instants = new Map<string, [number, number][]>();
          let failed = false;
          for (let t = startMs; t <= endMs; t += stepMs) {
            try {
              const answer = engine.instant(query, t);
              if (answer.type !== 'vector') throw new TypeError(answer.type);
              for (const { labels, value } of answer.result) {
                const key = labelsKey(labels);
                instants.set(key, [...(instants.get(key) ?? []), [t, value]]);
              }
            } catch (error) {
              if ((error as Error).name !== 'QueryError') throw error;
              failed = true;
            }
          }
          const evaluate = () => engine.range(query, startMs, endMs, stepMs);
          if (failed) {
            expect(evaluate).toThrow();
            return;
          }
          const ranges = new Map(
            evaluate().result.map(({ labels, timestamps, values }) => [
              labelsKey(labels),
              Array.from(timestamps, (t, i): [number, number] => [t, values[i] as number]),
            ]),
          );
          expect([...ranges.keys()].sort()).toEqual([...instants.keys()].sort());
          for (const [key, points] of instants) expect(ranges.get(key)).toEqual(points);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('an error ratio lies between 0 and 1 for any counters', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(100), fc.nat(100)), { minLength: 2, maxLength: 30 }),
        (increments) => {
          const counters = createMemoryStorage();
          let [good, bad] = [0, 0];
          increments.forEach(([g, b], i) => {
            good += g;
            bad += b;
            for (const [code, value] of [
              ['200', good],
              ['500', bad],
            ] as const)
              counters.append(
                labelsOf([
                  ['__name__', 'r_total'],
                  ['code', code],
                ]),
                i * MINUTE,
                value,
              );
          });
          const ratio = 'sum(increase(r_total{code="500"}[1h])) / sum(increase(r_total[1h])) ';
          const answer = createEngine({ storage: counters }).instant(ratio, (increments.length - 1) * MINUTE);
          for (const { value } of answer.type === 'vector' ? answer.result : [])
            expect(Number.isNaN(value) || (value >= 0 && value <= 1)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});
