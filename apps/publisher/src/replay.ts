import type { FlightEvent } from '@flightdeck/flight-event';
import { toEvent } from './flight-row.ts';
import type { RowSet } from './ledger.ts';
import type { Pace } from './pace.ts';
import type { RequestQueue } from './publish.ts';
import type { Source, SourceRow } from './source/source.ts';

/** An event and the row it came from. */
export interface NumberedEvent {
  readonly number: number;
  readonly event: FlightEvent;
}

export interface ReplayPorts {
  readonly source: Source;
  readonly systems: number;
  readonly pace: Pace;
  readonly queue: RequestQueue<NumberedEvent>;
  /** Rows confirmed by an earlier run. */
  readonly done: RowSet;
  readonly badRow: (number: number, reason: string) => void;
  readonly published: (count: number) => void;
}

/** Pub/Sub takes at most 1,000 messages a publish request. */
const MAX_REQUEST = 1_000;

/** Sends every good row of the file at the given pace and reports every bad one. Returns when all are handed over. */
export async function replay(ports: ReplayPorts, signal: AbortSignal): Promise<void> {
  const { source, pace, queue } = ports;
  for await (const rows of source.read()) {
    let events = goodEvents(rows, ports);
    while (events.length > 0) {
      const count = await pace.take(Math.min(events.length, MAX_REQUEST), signal);
      if (signal.aborted) return;
      await queue.push(events.slice(0, count));
      ports.published(count);
      events = events.slice(count);
    }
    if (signal.aborted) return;
  }
}

function goodEvents(
  rows: readonly SourceRow[],
  { source, systems, done, badRow }: ReplayPorts,
): NumberedEvent[] {
  const events: NumberedEvent[] = [];
  for (const { number, row, unreadable } of rows) {
    if (done.has(number)) continue;
    if (row === undefined) {
      badRow(number, unreadable);
      continue;
    }
    const { event, faults } = toEvent(row, source.dataSet, number, systems);
    if (faults === undefined) events.push({ number, event });
    else badRow(number, faults.map(({ field, reason }) => `${field}: ${reason}`).join('; '));
  }
  return events;
}
