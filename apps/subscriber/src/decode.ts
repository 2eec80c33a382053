import { type Fault, parseFlightEvent } from '@flightdeck/flight-event';
import type { Message, Row } from './ports.ts';

export type Decoded = { readonly row: Row; readonly faults?: never } | { readonly faults: readonly Fault[] };

/** A message's row, or what is wrong with it. Never throws. */
export function decode(message: Message): Decoded {
  const { event, faults } = parseFlightEvent(message.data, message.attributes);
  if (faults !== undefined) return { faults };
  return { row: { event, message } };
}
