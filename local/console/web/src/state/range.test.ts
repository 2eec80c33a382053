import { describe, expect, it } from '@jest/globals';
import { rangeParams, readRange, windowOf } from './range.ts';

describe('time range in the address', () => {
  it.each([
    [{}, { kind: 'last', text: '1h', seconds: 3_600 }],
    [{ range: '6h' }, { kind: 'last', text: '6h', seconds: 21_600 }],
    [{ range: '9999d' }, { kind: 'last', text: '1h', seconds: 3_600 }],
    [{ range: 'soon' }, { kind: 'last', text: '1h', seconds: 3_600 }],
    [
      { from: '2026-01-01T00:00:00Z', to: '2026-01-01T01:00:00Z' },
      { kind: 'fixed', from: 1_767_225_600, to: 1_767_229_200 },
    ],
    [
      { from: '2026-01-01T01:00:00Z', to: '2026-01-01T00:00:00Z' },
      { kind: 'last', text: '1h', seconds: 3_600 },
    ],
  ])('reads %j', (query: Record<string, string>, range) => {
    expect(readRange(query)).toEqual(range);
  });

  it('writes what it reads', () => {
    for (const query of [
      {},
      { range: '3d' },
      { from: '2026-01-01T00:00:00.000Z', to: '2026-01-02T00:00:00.000Z' },
    ]) {
      expect(rangeParams(readRange(query))).toEqual(query);
    }
  });

  it('keeps the window still between two steps', () => {
    const range = readRange({ range: '1h' });
    expect(windowOf(range, 1_000_000_003)).toEqual(windowOf(range, 1_000_000_004));
    const { from, to, step } = windowOf(range, 1_000_000_003);
    expect([to - from, step]).toEqual([3_600, 15]);
  });
});
