import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Chunk, openChunk, sealChunk } from './chunk.ts';

const START = 1_700_000_000_000;

function roundTrip(values: readonly number[]): { chunk: Chunk; values: number[]; times: number[] } {
  const times = Float64Array.from(values, (_, i) => START + i * 60_000);
  const chunk = sealChunk(times, Float64Array.from(values), values.length);
  const readTimes = new Float64Array(values.length);
  const readValues = new Float64Array(values.length);
  openChunk(chunk, { from: 0, to: values.length }, readTimes, readValues, 0);
  return { chunk, values: [...readValues], times: [...readTimes] };
}

describe('a sealed chunk', () => {
  it.each([
    ['nothing for a value that never changes', [7.5, 7.5, 7.5], 0],
    ['nothing for NaN throughout', [Number.NaN, Number.NaN], 0],
    ['a byte for a slow counter', [1e12, 1e12 + 3, 1e12 + 255], 1],
    ['two bytes', [0, 65_535], 2],
    ['four bytes', [-5, 4_000_000_000], 4],
    ['eight bytes for fractions', [0.5, 1], 8],
    ['eight bytes for infinities', [0, Number.POSITIVE_INFINITY], 8],
    ['eight bytes for a negative zero', [0, -0], 8],
  ])('takes %s', (_, values, width) => {
    const read = roundTrip(values);
    expect(read.chunk.width).toBe(width);
    expect(read.values).toEqual(values);
  });

  it('gives back any values and times exactly', () => {
    const value = fc.oneof(fc.double(), fc.integer(), fc.maxSafeInteger(), fc.constant(0));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 100 }), (values) => {
        const read = roundTrip(values);
        expect(read.values).toEqual(values);
        expect(read.times).toEqual(values.map((_, i) => START + i * 60_000));
      }),
    );
  });
});
