import { describe, expect, test } from '@jest/globals';
import { createEngine } from './engine.ts';
import { labelsOf } from './labels.ts';
import { createMemoryStorage } from './memory.ts';

const STEP = 15_000;

function requests() {
  const storage = createMemoryStorage();
  for (let i = 0; i <= 40; i++)
    for (const [code, perStep] of [
      ['200', 99],
      ['500', 1],
    ] as const)
      storage.append(
        labelsOf([
          ['__name__', 'http_requests_total'],
          ['code', code],
        ]),
        i * STEP,
        i * perStep,
      );
  return storage;
}

describe('engine', () => {
  test('computes an error ratio at one time', () => {
    const engine = createEngine({ storage: requests() });
    const ratio = 'sum(rate(http_requests_total{code=~"5.."}[5m])) / sum(rate(http_requests_total[5m]))';
    const answer = engine.instant(ratio, 600_000);
    expect(answer.type).toBe('vector');
    expect(answer.type === 'vector' && answer.result[0]?.value).toBeCloseTo(0.01, 12);
  });

  test('refuses a query that would hold too many samples', () => {
    const engine = createEngine({ storage: requests(), maxSamples: 50 });
    expect(() => engine.instant('rate(http_requests_total[10m])', 600_000)).toThrow(/too many samples/);
  });

  test('stops at its deadline', () => {
    let now = 0;
    const engine = createEngine({ storage: requests(), timeoutMs: 5, nowMs: () => now++ });
    expect(() => engine.instant('1 + 1 + 1 + 1 + 1 + 1', 0)).toThrow(/timed out/);
  });

  test('stops when its caller gives up', () => {
    const engine = createEngine({ storage: requests() });
    expect(() => engine.instant('vector(1)', 0, { signal: AbortSignal.abort() })).toThrow(/cancelled/);
  });

  test('refuses a range without a step', () => {
    const engine = createEngine({ storage: requests() });
    expect(() => engine.range('1', 0, 10, 0)).toThrow(/step of a range query/);
  });
});
