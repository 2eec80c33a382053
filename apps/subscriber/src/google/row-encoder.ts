import { type TableField, tableFields, timestampMicros } from '@flightdeck/flight-event';
import protobuf from 'protobufjs';
import type { Row } from '../ports.ts';

/** What a row holds, by column; timestamps as microseconds since the epoch. */
export type TableRow = Readonly<Record<string, string | number>>;

/** Storage Write's protobuf type of each BigQuery type: TIMESTAMP is int64 microseconds. */
const PROTOBUF_TYPES = {
  STRING: { name: 'string', descriptor: 'TYPE_STRING' },
  INTEGER: { name: 'int64', descriptor: 'TYPE_INT64' },
  TIMESTAMP: { name: 'int64', descriptor: 'TYPE_INT64' },
} as const satisfies Record<TableField['type'], { name: string; descriptor: string }>;

const MESSAGE_NAME = 'FlightEventRow';

/** The row's type as Storage Write wants it described: a google.protobuf.DescriptorProto. */
export const rowDescriptor = {
  name: MESSAGE_NAME,
  field: tableFields.map(({ name, type, mode }, index) => ({
    name,
    number: index + 1,
    type: PROTOBUF_TYPES[type].descriptor,
    label: mode === 'REQUIRED' ? ('LABEL_REQUIRED' as const) : ('LABEL_OPTIONAL' as const),
  })),
};

const rowType = new protobuf.Type(MESSAGE_NAME);
tableFields.forEach(({ name, type, mode }, index) => {
  const rule = mode === 'REQUIRED' ? 'required' : 'optional';
  rowType.add(new protobuf.Field(name, index + 1, PROTOBUF_TYPES[type].name, rule));
});

/** Every column of a row. The event has been validated: its timestamp can be read. */
export function tableRow(row: Row, ingestedAtMicros: number): TableRow {
  const { event, message } = row;
  return {
    event_id: event.event_id,
    system: event.system,
    occurred_at: timestampMicros(event.occurred_at) ?? 0,
    origin: event.origin,
    destination: event.destination,
    delay_minutes: event.delay_minutes,
    distance_miles: event.distance_miles,
    published_at: message.publishedAtMicros,
    ingested_at: ingestedAtMicros,
    message_id: message.messageId,
  };
}

/** A row in protobuf's binary form, by the encoder that protobufjs generates for its type. */
export const encodeRow = (row: Row, ingestedAtMicros: number): Uint8Array =>
  rowType.encode(tableRow(row, ingestedAtMicros)).finish();
