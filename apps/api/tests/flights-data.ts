import { readFileSync } from 'node:fs';
import type { StoredRow } from './warehouse.ts';

interface SourceFlight {
  readonly date: string;
  readonly delay: number;
  readonly distance: number;
  readonly origin: string;
  readonly destination: string;
}

/** The real flights of a vega-datasets file, straight from the file. */
export function sourceFlights(name: string): SourceFlight[] {
  const file = new URL(`../../../node_modules/vega-datasets/data/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** The rows those flights become in the table. */
export const rowsOf = (name: string): StoredRow[] =>
  sourceFlights(name).map((flight, index) => ({
    event_id: `${name}-${index}`,
    system: `system-0${1 + (flight.origin.charCodeAt(0) % 5)}`,
    occurred_at: new Date(`${flight.date.replaceAll('/', '-').replace(' ', 'T')}:00Z`).toISOString(),
    origin: flight.origin,
    destination: flight.destination,
    delay_minutes: flight.delay,
    distance_miles: flight.distance,
    published_at: '2026-01-01T00:00:00.000Z',
    ingested_at: new Date(Date.UTC(2026, 0, 1) + index).toISOString(),
    message_id: String(index),
  }));

/** PERCENTILE_CONT by its definition: linear interpolation at rank fraction × (n − 1). */
export function percentile(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = fraction * (sorted.length - 1);
  const low = sorted[Math.floor(rank)] ?? Number.NaN;
  const high = sorted[Math.ceil(rank)] ?? Number.NaN;
  return low + (high - low) * (rank - Math.floor(rank));
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
