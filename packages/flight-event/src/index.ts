export { cloudEventAttributes, type FlightEventMessage, toMessage } from './cloud-event.ts';
export {
  type Attributes,
  CANARY_SYSTEM,
  EVENT_TYPE,
  type FlightEvent,
  MAX_SYSTEMS,
  systemName,
} from './event.ts';
export { FIELDS } from './fields.ts';
export { type Fault, MAX_EVENT_BYTES, type ParsedFlightEvent, parseFlightEvent } from './parse.ts';
export { avroDefinition, flightsViewQuery, type TableField, tableDefinition, tableFields } from './schema.ts';
export { systemOf } from './system-of.ts';
export { timestampMicros } from './timestamp.ts';
