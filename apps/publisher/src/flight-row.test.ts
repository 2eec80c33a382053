import { describe, expect, it } from '@jest/globals';
import { type FlightRow, toEvent } from './flight-row.ts';

const row: FlightRow = {
  date: '2001/01/01 00:47',
  delay: 66,
  distance: 1750,
  origin: 'DTW',
  destination: 'LAS',
};
const event = (fields: Partial<FlightRow> = {}) => toEvent({ ...row, ...fields }, 'flights-20k', 1, 5);

describe('toEvent', () => {
  it('makes the event of a row, with an id of the data set and the row number', () => {
    expect(event().event).toEqual({
      event_id: 'flights-20k-1',
      system: 'system-02',
      occurred_at: '2001-01-01T00:47:00Z',
      origin: 'DTW',
      destination: 'LAS',
      delay_minutes: 66,
      distance_miles: 1750,
    });
  });

  it.each([
    ['2001/01/01 00:47', '2001-01-01T00:47:00Z'],
    ['2001-01-01 00:47:30', '2001-01-01T00:47:30Z'],
    ['2001-01-01T00:47:30.5', '2001-01-01T00:47:30.5Z'],
    ['2001-01-01T00:47:30+02:00', '2001-01-01T00:47:30+02:00'],
  ])('takes the date %s', (date, occurredAt) => {
    expect(event({ date }).event?.occurred_at).toBe(occurredAt);
  });

  it('shows a date that is none as it stands in the file', () => {
    expect(event({ date: '2001/13/01 00:47' }).faults?.[0]?.reason).toContain(
      'got string "2001/13/01 00:47"',
    );
  });

  it('takes numbers as text, as CSV and DuckDB give them', () => {
    expect(event({ delay: '-5', distance: ' 407 ' }).event).toMatchObject({
      delay_minutes: -5,
      distance_miles: 407,
    });
  });

  it('names every bad column as it is called in the file', () => {
    const { faults } = event({ date: '01.01.2001', delay: 'late', distance: null, origin: '' });
    expect(faults?.map(({ field }) => field)).toEqual(['date', 'origin', 'delay', 'distance']);
    expect(faults?.[2]?.reason).toContain('got string "late"');
  });
});
