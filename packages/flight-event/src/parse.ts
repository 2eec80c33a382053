import { isUtf8 } from 'node:buffer';
import { type Attributes, EVENT_TYPE, type FlightEvent } from './event.ts';
import { describe, FIELDS } from './fields.ts';

/** What is wrong with one field (or `data`, or an attribute), and what would be right. */
export interface Fault {
  readonly field: string;
  readonly reason: string;
}

export type ParsedFlightEvent =
  | { readonly event: FlightEvent; readonly faults?: never }
  | { readonly event?: never; readonly faults: readonly Fault[] };

/** A real event is about 200 bytes; what is fifty times that is no flight and not worth parsing. */
export const MAX_EVENT_BYTES = 10_240;

/** One hostile message must not fill a log line or an attribute with its faults. */
const MAX_FAULTS = 10;

const FIELD_NAMES = Object.keys(FIELDS) as (keyof FlightEvent)[];
const CHECKS = FIELD_NAMES.map((name) => [name, FIELDS[name]] as const);

/**
 * Decodes and validates one message: CloudEvents 1.0 in binary mode, the event as JSON in `data`.
 * Never throws; a message that is no valid event comes back with a precise reason per field.
 */
export function parseFlightEvent(data: Uint8Array, attributes: Attributes): ParsedFlightEvent {
  const faults = attributeFaults(attributes);
  // A message of another schema version cannot be judged by this one's fields.
  if (faults.length > 0) return { faults };
  const decoded = decode(data);
  if ('faults' in decoded) return decoded;
  const { value } = decoded;
  for (const [name, check] of CHECKS) {
    const reason = Object.hasOwn(value, name) ? check(value[name]) : 'is missing';
    if (reason !== undefined) faults.push({ field: name, reason });
  }
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(FIELDS, name)) continue;
    faults.push({ field: name.slice(0, 64), reason: `is no field of ${EVENT_TYPE}` });
    if (faults.length >= MAX_FAULTS) break;
  }
  if (faults.length > 0) return { faults };
  if (attributes['ce-id'] !== value.event_id) {
    return { faults: [{ field: 'ce-id', reason: `is not the event_id ${describe(value.event_id)}` }] };
  }
  return { event: value as unknown as FlightEvent };
}

function attributeFaults(attributes: Attributes): Fault[] {
  const faults: Fault[] = [];
  const fault = (field: string, reason: string): void => void faults.push({ field, reason });
  const { 'ce-specversion': specVersion, 'ce-type': type, 'ce-source': source, 'ce-id': id } = attributes;
  if (specVersion === undefined) fault('ce-specversion', 'is missing');
  else if (specVersion !== '1.0') fault('ce-specversion', `expected "1.0", got ${describe(specVersion)}`);
  if (type === undefined) fault('ce-type', 'is missing');
  else if (type !== EVENT_TYPE) {
    const other =
      versionless(type) === versionless(EVENT_TYPE) ? 'a schema version this subscriber does not know' : '';
    fault('ce-type', `expected "${EVENT_TYPE}", got ${describe(type)}${other && `, ${other}`}`);
  }
  if (!source) fault('ce-source', 'is missing');
  if (!id) fault('ce-id', 'is missing');
  return faults;
}

const versionless = (type: string): string => type.replace(/\.v\d+$/, '');

type Decoded = { readonly value: Record<string, unknown> } | { readonly faults: readonly Fault[] };

function decode(data: Uint8Array): Decoded {
  const bad = (reason: string): Decoded => ({ faults: [{ field: 'data', reason }] });
  if (data.length === 0) return bad('is empty; expected a JSON object');
  if (data.length > MAX_EVENT_BYTES)
    return bad(`is ${data.length} bytes; at most ${MAX_EVENT_BYTES} are taken`);
  if (!isUtf8(data)) return bad('is not UTF-8');
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(data.buffer, data.byteOffset, data.length).toString('utf8'));
  } catch (thrown) {
    return bad(`is not JSON: ${(thrown as SyntaxError).message.slice(0, 100)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return bad(`expected a JSON object, got ${describe(value)}`);
  }
  return { value: value as Record<string, unknown> };
}
