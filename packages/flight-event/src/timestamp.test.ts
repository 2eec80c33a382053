import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { timestampMicros } from './timestamp.ts';

describe('timestampMicros', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['2001-01-01T00:47:00Z', 978_310_020_000_000],
    ['2001-01-01T00:47:00.000001Z', 978_310_020_000_001],
    ['2001-01-01T00:47:00.5Z', 978_310_020_500_000],
    ['2001-01-01T00:47:00.1234569Z', 978_310_020_123_456],
    ['2001-01-01t02:47:00+02:00', 978_310_020_000_000],
    ['2000-12-31T19:47:00-05:00', 978_310_020_000_000],
    ['2024-02-29T00:00:00Z', 1_709_164_800_000_000],
  ])('reads %s', (text, micros) => {
    expect(timestampMicros(text)).toBe(micros);
  });

  it.each([
    '2001-01-01',
    '2001-01-01T00:47:00',
    '2001-01-01T00:47Z',
    '2023-02-29T00:00:00Z',
    '2001-13-01T00:00:00Z',
    '2001-00-01T00:00:00Z',
    '2001-01-01T00:60:00Z',
    '2001-01-01T00:00:60Z',
    '2001-01-01T00:00:00+24:00',
    '1969-12-31T00:00:00Z',
    '2200-01-01T00:00:00Z',
    ' 2001-01-01T00:47:00Z',
    '2001-01-01T00:47:00ZZ',
    '2001-01-01T00:47:00.Z',
    '2001-01-01T00:47:00.1234567891Z',
    '2001-01-01T00:47:00+0100',
    '2001-01-01 00:47:00Z',
    '2001/01/01T00:47:00Z',
    '2001-01-01T00:47:0 Z',
    '2001-01-01T0x:47:00Z',
    '2o01-01-01T00:47:00Z',
    '-001-01-01T00:47:00Z',
    '２００１-01-01T00:47:00Z',
    '',
  ])('refuses "%s"', (text) => {
    expect(timestampMicros(text)).toBeUndefined();
  });

  it('agrees with Date on every millisecond', () => {
    const dates = fc.date({ min: new Date('1970-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(dates, (date) => {
        expect(timestampMicros(date.toISOString())).toBe(date.getTime() * 1_000);
      }),
    );
  });
});
