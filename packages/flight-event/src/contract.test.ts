import { describe, expect, it } from '@jest/globals';
import { cloudEventAttributes } from './cloud-event.ts';
import { exampleEvent } from './examples.ts';
import { FIELDS } from './fields.ts';
import { avroDefinition, flightsViewQuery, tableDefinition, tableFields } from './schema.ts';

const fields = Object.keys(FIELDS);
const avroFields: { name: string; type: string }[] = JSON.parse(avroDefinition).fields;

/** What the subscriber adds to an event when it stores it. */
const STORED = ['published_at', 'ingested_at', 'message_id'];

/** How one field is typed in each of the contract's forms. */
const TYPES: Record<string, { avro: string; table: string }> = {
  string: { avro: 'string', table: 'STRING' },
  number: { avro: 'int', table: 'INTEGER' },
};

describe('one contract', () => {
  it('lists the same fields in the validator, the example, Avro and the table, in one order', () => {
    expect(Object.keys(exampleEvent())).toEqual(fields);
    expect(avroFields.map(({ name }) => name)).toEqual(fields);
    expect(tableFields.map(({ name }) => name)).toEqual([...fields, ...STORED]);
  });

  it.each(Object.entries(exampleEvent()))('types %s alike everywhere', (name, value) => {
    const expected = TYPES[typeof value];
    expect(avroFields.find((field) => field.name === name)?.type).toBe(expected?.avro);
    // Pub/Sub's JSON encoding has no timestamps; the table does.
    const column = name.endsWith('_at') ? 'TIMESTAMP' : expected?.table;
    expect(tableFields.find((field) => field.name === name)?.type).toBe(column);
  });

  it('describes and requires every column', () => {
    for (const { mode, description } of tableFields) {
      expect(mode).toBe('REQUIRED');
      expect(description.length).toBeGreaterThan(10);
    }
  });

  it('partitions by the day of ingestion and clusters by columns that exist', () => {
    const names = tableFields.map(({ name }) => name);
    expect(tableDefinition.timePartitioning).toEqual({ type: 'DAY' });
    for (const name of tableDefinition.clustering.fields) expect(names).toContain(name);
  });

  it('selects every column in the view, and leaves no placeholder', () => {
    const sql = flightsViewQuery({ project: 'a-project', dataset: 'flightdeck' });
    for (const { name } of tableFields) expect(sql).toMatch(new RegExp(`^  ${name},?$`, 'm'));
    expect(sql).toContain('`a-project.flightdeck.flight_events`');
    expect(sql).not.toContain('$');
    expect(() => flightsViewQuery({ project: 'p`; DROP', dataset: 'd' })).toThrow(/project/);
  });

  it('names the attributes of CloudEvents 1.0', () => {
    expect(cloudEventAttributes(exampleEvent(), '/source')).toEqual({
      'ce-specversion': '1.0',
      'ce-type': 'flightdeck.flight.v1',
      'ce-source': '/source',
      'ce-id': 'example-1',
      'ce-time': '2001-01-01T00:47:00Z',
      'content-type': 'application/json',
    });
  });
});
