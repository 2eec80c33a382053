import type { Fault } from '@flightdeck/flight-event';
import { backoffMs } from '@flightdeck/service';
import { sleep } from './clock.ts';
import type { Clock, Delivery, IsPermanent, Observer, Random, Row, Warehouse } from './ports.ts';

export interface WriterPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly warehouse: Warehouse;
  readonly isPermanent: IsPermanent;
  readonly observer: Observer;
}

export interface WriteResults {
  /** These rows are durable. */
  stored(deliveries: readonly Delivery[]): void;
  /** The warehouse will never take this one. */
  refused(delivery: Delivery, faults: readonly Fault[]): void;
}

/**
 * Writes one batch until every row is durable or refused, or `signal` aborts between two attempts.
 * Rows the warehouse names are taken out and the others written; a request refused as a whole is halved until the
 * row to blame stands alone. Everything else that fails (an outage, a missing table, a missing permission)
 * is not the rows' fault: they are held and tried again.
 */
export async function writeBatch(
  batch: readonly Delivery[],
  ports: WriterPorts,
  results: WriteResults,
  signal: AbortSignal,
): Promise<void> {
  const { clock, observer } = ports;
  const startedAt = clock.now();
  const parts: (readonly Delivery[])[] = [batch];
  let refusedCount = 0;
  let failures = 0;

  const refuse = (delivery: Delivery, reason: string): void => {
    refusedCount += 1;
    results.refused(delivery, [{ field: 'row', reason }]);
  };
  const failed = async (error: unknown): Promise<void> => {
    failures += 1;
    const retryInMs = backoffMs(failures, ports.random);
    observer.batch('failed', batch.length, (clock.now() - startedAt) / 1_000);
    observer.failure('append', error, retryInMs);
    await sleep(clock, retryInMs, signal);
  };

  while (!signal.aborted) {
    const part = parts.pop();
    if (part === undefined) break;
    const rest = await writePart(part, ports, { stored: results.stored, refuse, failed });
    parts.push(...rest);
  }
  if (parts.length > 0) return;
  const outcome = refusedCount === 0 ? 'stored' : 'partial';
  observer.batch(outcome, batch.length, (clock.now() - startedAt) / 1_000);
}

interface PartResults {
  readonly stored: (deliveries: readonly Delivery[]) => void;
  readonly refuse: (delivery: Delivery, reason: string) => void;
  readonly failed: (error: unknown) => Promise<void>;
}

/** One attempt. @returns what is still to be written */
async function writePart(
  part: readonly Delivery[],
  { clock, warehouse, isPermanent }: WriterPorts,
  { stored, refuse, failed }: PartResults,
): Promise<(readonly Delivery[])[]> {
  try {
    const { refused, restStored } = await warehouse.append(rowsOf(part), Math.floor(clock.now() * 1_000));
    const reasons = new Map(refused.map(({ index, reason }) => [index, reason]));
    const rest = reasons.size === 0 ? part : part.filter((_, index) => !reasons.has(index));
    if (restStored && rest.length > 0) stored(rest);
    for (const [index, reason] of reasons) {
      const delivery = part[index];
      if (delivery !== undefined) refuse(delivery, reason);
    }
    if (restStored || rest.length === 0) return [];
    if (rest.length === part.length) await failed(new Error('the warehouse stored no row and named none'));
    return [rest];
  } catch (error) {
    const [first] = part;
    if (!isPermanent(error) || first === undefined) {
      await failed(error);
      return [part];
    }
    if (part.length === 1) {
      refuse(first, error instanceof Error ? error.message : String(error));
      return [];
    }
    const middle = part.length >> 1;
    return [part.slice(middle), part.slice(0, middle)];
  }
}

function rowsOf(part: readonly Delivery[]): Row[] {
  return part.map(({ row }) => {
    if (row === undefined) throw new Error('a message that was not decoded cannot be written');
    return row;
  });
}
