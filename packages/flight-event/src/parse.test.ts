import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toMessage } from './cloud-event.ts';
import { exampleEvent, exampleMessage, poisonKinds } from './examples.ts';
import { parseFlightEvent } from './parse.ts';

const parseFields = (fields: Record<string, unknown>) => {
  const { attributes } = exampleMessage();
  return parseFlightEvent(Buffer.from(JSON.stringify({ ...exampleEvent(), ...fields })), attributes);
};

describe('parseFlightEvent', () => {
  it('gives back what was published', () => {
    const { data, attributes } = exampleMessage();
    expect(parseFlightEvent(data, attributes)).toEqual({ event: exampleEvent() });
  });

  it('reads data that starts inside a larger buffer', () => {
    const { data, attributes } = exampleMessage();
    const larger = Buffer.concat([Buffer.from('junk'), data, Buffer.from('junk')]);
    expect(parseFlightEvent(larger.subarray(4, 4 + data.length), attributes).event).toEqual(exampleEvent());
  });

  it.each(poisonKinds)('refuses $kind and names $field', ({ field, make }) => {
    const { data, attributes } = make(7);
    const { faults } = parseFlightEvent(data, attributes);
    expect(faults?.[0]?.field).toBe(field);
    expect(faults?.[0]?.reason).toMatch(/^(is|expected) /);
  });

  it('has twelve kinds of poison', () => {
    expect(new Set(poisonKinds.map(({ kind }) => kind)).size).toBe(12);
  });

  it('names every faulty field at once', () => {
    const { faults } = parseFields({ origin: 'Detroit', delay_minutes: null, surprise: 1 });
    expect(faults).toEqual([
      { field: 'origin', reason: 'expected an IATA airport code, three letters A-Z, got string "Detroit"' },
      { field: 'delay_minutes', reason: 'expected a whole number of minutes from -10080 to 10080, got null' },
      { field: 'surprise', reason: 'is no field of flightdeck.flight.v1' },
    ]);
  });

  it('says which attribute is missing', () => {
    const { data } = exampleMessage();
    expect(parseFlightEvent(data, {}).faults?.map(({ field }) => field)).toEqual([
      'ce-specversion',
      'ce-type',
      'ce-source',
      'ce-id',
    ]);
  });

  it.each([
    { system: 'system-00' },
    { system: 'system-100' },
    { event_id: '' },
    { event_id: 'a'.repeat(129) },
    { event_id: '-starts-wrong' },
    { distance_miles: 0 },
    { distance_miles: 1e300 },
    { delay_minutes: -10_081 },
    { delay_minutes: true },
    { occurred_at: '2001-01-01T00:47:00' },
    { occurred_at: '2001/01/01 00:47' },
    { occurred_at: '2001-01-01T24:00:00Z' },
    { occurred_at: 978_310_020 },
    { gate: 'A1' },
  ])('refuses %j', (fields) => {
    expect(parseFields(fields).faults).toHaveLength(1);
  });

  it('never throws, whatever the bytes and attributes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.dictionary(fc.string(), fc.string()), (data, attributes) => {
        expect(parseFlightEvent(data, attributes).faults?.length).toBeGreaterThan(0);
        expect(parseFlightEvent(data, exampleMessage().attributes).faults?.length).toBeGreaterThan(0);
      }),
    );
  });

  it('never throws on any JSON value, and bounds the faults it lists', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { faults } = parseFlightEvent(Buffer.from(JSON.stringify(value)), exampleMessage().attributes);
        expect(faults?.length).toBeGreaterThan(0);
        expect(faults?.length).toBeLessThanOrEqual(10);
      }),
    );
  });

  it('takes any event within the bounds', () => {
    const events = fc.record({
      event_id: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/),
      system: fc.integer({ min: 1, max: 99 }).map((n) => `system-${String(n).padStart(2, '0')}`),
      occurred_at: fc
        .date({ min: new Date('1970-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
        .map((date) => date.toISOString()),
      origin: fc.stringMatching(/^[A-Z]{3}$/),
      destination: fc.stringMatching(/^[A-Z]{3}$/),
      delay_minutes: fc.integer({ min: -10_080, max: 10_080 }),
      distance_miles: fc.integer({ min: 1, max: 12_451 }),
    });
    fc.assert(
      fc.property(events, (event) => {
        const { data, attributes } = toMessage(event, '/test');
        expect(parseFlightEvent(data, attributes).event).toEqual(event);
      }),
    );
  });
});
