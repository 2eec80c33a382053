import type { AppendResult, Row, Warehouse } from '../ports.ts';
import { type Network, SimulatedError } from './faults.ts';
import { REFUSED_ORIGIN } from './messages.ts';

/** How a warehouse says that a row is bad: both real write paths, and an error for the whole request. */
export const REFUSALS = ['none lands', 'others land', 'whole request'] as const;
export type Refusal = (typeof REFUSALS)[number];

/** A table that remembers what is durable, how often each event was stored, and refuses one origin. */
export function createSimulatedWarehouse(options: {
  readonly network: Network;
  readonly refusal: Refusal;
  /** True while every call fails. */
  readonly down: () => boolean;
}) {
  const stored = new Map<string, number>();
  const store = (rows: readonly Row[]): void => {
    for (const { message } of rows) stored.set(message.messageId, (stored.get(message.messageId) ?? 0) + 1);
  };

  const append = (rows: readonly Row[]): AppendResult => {
    if (options.down()) throw new SimulatedError('append: the warehouse is down');
    const refused = rows.flatMap(({ event }, index) =>
      event.origin === REFUSED_ORIGIN ? [{ index, reason: 'origin: not taken here' }] : [],
    );
    if (refused.length === 0) {
      store(rows);
      return { refused, restStored: true };
    }
    if (options.refusal === 'whole request') throw new SimulatedError('append: invalid row', true);
    if (options.refusal === 'none lands') return { refused, restStored: false };
    store(rows.filter(({ event }) => event.origin !== REFUSED_ORIGIN));
    return { refused, restStored: true };
  };

  const warehouse: Warehouse = { append: (rows) => options.network.call('append', () => append(rows)) };
  return { warehouse, stored };
}
