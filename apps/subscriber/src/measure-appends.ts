import type { Telemetry } from '@flightdeck/telemetry';
import type { Warehouse } from './ports.ts';

/** Times every write to the warehouse, retries one by one: what the alert on failing writes reads. */
export function measureAppends<Kind extends Warehouse>(
  warehouse: Kind,
  operation: 'append' | 'insert_all',
  { instruments }: Pick<Telemetry, 'instruments'>,
): Kind {
  const append: Warehouse['append'] = async (rows, ingestedAtMicros) => {
    const startedAt = performance.now();
    let outcome: 'ok' | 'error' = 'error';
    try {
      const result = await warehouse.append(rows, ingestedAtMicros);
      outcome = 'ok';
      return result;
    } finally {
      instruments.warehouseRequestDuration.record((performance.now() - startedAt) / 1_000, {
        operation,
        outcome,
      });
    }
  };
  return { ...warehouse, append };
}
