import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CHUNK_SAMPLES } from './chunk.ts';
import { selectSamples } from './select.ts';
import { TimeSeriesStore } from './store.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const open = { maxSeries: 100, retentionMs: 40 * DAY, maxBytes: 1e9 };
const named = (name: string) => [{ name: '__name__', op: '=', value: name }] as const;

describe('TimeSeriesStore', () => {
  it('gives back what was appended, over many chunks, cut to the asked range', () => {
    const store = new TimeSeriesStore(open);
    const count = CHUNK_SAMPLES * 3 + 7;
    for (let i = 0; i < count; i++) {
      expect(
        store.append({ labels: { __name__: 'up', job: 'a' }, time: i * MINUTE, value: i * 0.5 }),
      ).toBeUndefined();
    }
    const [all] = selectSamples(store, named('up'), 0, count * MINUTE);
    expect(all?.labels).toEqual({ __name__: 'up', job: 'a' });
    expect([...(all?.values ?? [])]).toEqual(Array.from({ length: count }, (_, i) => i * 0.5));
    const [part] = selectSamples(store, named('up'), 10 * MINUTE, 12 * MINUTE);
    expect([...(part?.timestamps ?? [])]).toEqual([10 * MINUTE, 11 * MINUTE, 12 * MINUTE]);
    expect(selectSamples(store, named('up'), -2, -1)).toEqual([]);
    expect(store.stats().samples).toBe(count);
  });

  it('reads any range as plain arrays would be read', () => {
    const store = new TimeSeriesStore(open);
    const start = Date.parse('2026-01-01T00:00:00Z');
    const times = Array.from({ length: 2 * CHUNK_SAMPLES + 9 }, (_, i) => start + i * MINUTE + (i % 7));
    const values = times.map((_, i) => (i < CHUNK_SAMPLES ? i * 300 : i * 0.5));
    expect(store.appendAll({ __name__: 'x' }, times, values)).toBe(times.length);
    const moment = fc.integer({ min: start - MINUTE, max: (times.at(-1) ?? 0) + MINUTE });
    fc.assert(
      fc.property(moment, moment, (from, to) => {
        const expected = times.flatMap((time, i) => (time >= from && time <= to ? [[time, values[i]]] : []));
        const [found] = selectSamples(store, named('x'), from, to);
        const read = [...(found?.timestamps ?? [])].map((time, i) => [time, found?.values[i]]);
        expect(read).toEqual(expected);
      }),
    );
  });

  it('counts both ends of a range in, at the size of real times', () => {
    const store = new TimeSeriesStore(open);
    const now = Date.parse('2026-01-01T00:00:00Z');
    for (const time of [now - 1, now, now + 1]) store.append({ labels: { __name__: 'up' }, time, value: 1 });
    const [found] = selectSamples(store, named('up'), now - 1, now);
    expect([...(found?.timestamps ?? [])]).toEqual([now - 1, now]);
  });

  it('treats an empty label as an absent one and the order of labels as nothing', () => {
    const store = new TimeSeriesStore(open);
    store.append({ labels: { __name__: 'up', b: '2', a: '1' }, time: 1, value: 1 });
    store.append({ labels: { a: '1', b: '2', __name__: 'up', c: '' }, time: 2, value: 2 });
    expect(store.stats().series).toBe(1);
  });

  it('refuses what is not newer, and series past the limit, and counts both', () => {
    const store = new TimeSeriesStore({ ...open, maxSeries: 1 });
    store.append({ labels: { __name__: 'up' }, time: 5, value: 1 });
    expect(store.append({ labels: { __name__: 'up' }, time: 5, value: 2 })).toBe('out of order');
    expect(store.append({ labels: { __name__: 'down' }, time: 6, value: 2 })).toBe('too many series');
    expect(store.stats().refused).toEqual({ 'out of order': 1, 'too many series': 1 });
  });

  it('forgets samples past the retention, and series that have none left', () => {
    const store = new TimeSeriesStore({ ...open, retentionMs: DAY });
    store.append({ labels: { __name__: 'gone' }, time: 0, value: 1 });
    for (let i = 0; i < 4 * CHUNK_SAMPLES; i++)
      store.append({ labels: { __name__: 'kept' }, time: i * MINUTE, value: i });
    const now = 4 * CHUNK_SAMPLES * MINUTE;
    store.prune(now);
    expect([...store.names]).toEqual(['kept']);
    const oldest = store.stats().oldest ?? 0;
    expect(oldest).toBeGreaterThan(now - DAY - CHUNK_SAMPLES * MINUTE);
    expect(oldest).toBeLessThanOrEqual(now - DAY);
    expect(store.append({ labels: { __name__: 'gone' }, time: now, value: 1 })).toBeUndefined();
  });

  it('gives up the oldest samples first when the bytes run out', () => {
    const maxBytes = 60_000;
    const store = new TimeSeriesStore({ ...open, maxBytes });
    const count = 40 * CHUNK_SAMPLES;
    for (let i = 0; i < count; i++)
      store.append({ labels: { __name__: 'x' }, time: i * MINUTE, value: Math.sqrt(i) });
    expect(store.stats().bytes).toBeGreaterThan(maxBytes);
    store.prune(count * MINUTE);
    expect(store.stats().bytes).toBeLessThanOrEqual(maxBytes);
    const [left] = selectSamples(store, named('x'), 0, count * MINUTE);
    expect(left?.values.at(-1)).toBe(Math.sqrt(count - 1));
  });

  it('holds 30 days of a counter at 60 s in at most 10 bytes a sample', () => {
    const store = new TimeSeriesStore(open);
    const count = 30 * 24 * 60;
    for (let i = 0; i < count; i++)
      store.append({ labels: { __name__: 'x_total' }, time: i * MINUTE, value: i * 17 });
    expect(store.stats().bytes / count).toBeLessThan(10);
  });
});
