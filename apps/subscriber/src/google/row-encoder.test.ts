import { tableFields } from '@flightdeck/flight-event';
import { exampleEvent, exampleMessage } from '@flightdeck/flight-event/examples';
import { describe, expect, it } from '@jest/globals';
import protobuf from 'protobufjs';
import type { Row } from '../ports.ts';
import { encodeRow, rowDescriptor, tableRow } from './row-encoder.ts';

const row: Row = {
  event: { ...exampleEvent(4), delay_minutes: -7 },
  message: {
    ackId: '',
    messageId: 'm4',
    publishedAtMicros: 1_767_323_045_678_901,
    receivedAt: 0,
    ...exampleMessage(4),
  },
};
const INGESTED = 1_767_323_046_000_002;

describe('rows of Storage Write', () => {
  it('hold every column of the table', () => {
    expect(Object.keys(tableRow(row, INGESTED))).toEqual(tableFields.map(({ name }) => name));
  });

  it('decode, by the descriptor that is sent along, to what was encoded', () => {
    // Built from the descriptor alone, as the server does.
    const type = new protobuf.Type(rowDescriptor.name);
    for (const { name, number, type: fieldType } of rowDescriptor.field) {
      type.add(new protobuf.Field(name, number, fieldType === 'TYPE_STRING' ? 'string' : 'int64'));
    }
    const decoded = type.toObject(type.decode(encodeRow(row, INGESTED)), { longs: Number });
    expect(decoded).toEqual({
      event_id: 'example-4',
      system: 'system-02',
      occurred_at: 978_310_020_000_000,
      origin: 'DTW',
      destination: 'LAS',
      delay_minutes: -7,
      distance_miles: 1750,
      published_at: 1_767_323_045_678_901,
      ingested_at: INGESTED,
      message_id: 'm4',
    });
  });
});
