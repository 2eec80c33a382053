import { describe, expect, it } from '@jest/globals';
import type { StepRecord } from '../inject/timetable.ts';
import type { Action } from '../schedule/document.ts';
import { faultCounts, meanSlope } from './table.ts';

const record = (action: Action, appliedAt?: number): StepRecord => ({
  step: { at: 1, seconds: 1, action },
  ...(appliedAt === undefined ? {} : { appliedAt }),
});
const reset: Action = { on: 'pubsub', kind: 'reset', method: 'Publish', share: 1, seed: 1 };
const kill: Action = { on: 'process', kind: 'kill', name: 'api' };

describe('faultCounts', () => {
  it('counts what was in and what it hit, over soaks and over lives of a server', () => {
    const hits = new Map([
      ['pubsub 1 fault-1', { kind: 'pubsub reset', injected: 3 }],
      ['pubsub 2 fault-1', { kind: 'pubsub reset', injected: 4 }],
    ]);
    const results = [
      { records: [record(reset, 1), record(reset), record(kill, 2)], watch: { samples: [], hits } },
      { records: [record(reset, 1)], watch: { samples: [], hits: new Map() } },
    ];
    expect(faultCounts(results)).toEqual([
      { kind: 'kill api', applied: 1, hits: undefined },
      { kind: 'pubsub reset', applied: 2, hits: 7 },
    ]);
  });
});

describe('meanSlope', () => {
  it('weighs each soak by the time that was looked at', () => {
    const use = (perMinute: number, seconds: number) => ({
      memory: [{ name: 'api', peakMiB: 1, boundMiB: 2, slope: { perMinute, seconds } }],
    });
    expect(meanSlope([use(1, 300), use(5, 100)], 'api')).toBe(2);
    expect(meanSlope([use(1, 300)], 'canary')).toBeUndefined();
  });
});
