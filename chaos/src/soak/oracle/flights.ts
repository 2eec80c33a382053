import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type FlightEvent, systemOf } from '@flightdeck/flight-event';

/** One flight as the source file has it. */
export interface SourceRow {
  /** `2001/01/13 14:56`, in UTC. */
  readonly date: string;
  readonly delay: number;
  readonly distance: number;
  readonly origin: string;
  readonly destination: string;
}

/** Names the file, and with it the events: `soak-1`, `soak-2` … */
export const DATA_SET = 'soak';

/** The 20,000 real flights that come with the package, again and again, as many as a soak needs. */
export interface SourceFlights {
  /** Rows are numbered from 1 to this. */
  readonly total: number;
  readonly systems: number;
  /** The source's row of a number. @throws RangeError outside 1 to total */
  row(number: number): SourceRow;
}

/** @param first which flight of the data set comes first, so that seeds differ in data too */
export function sourceFlights(
  rows: readonly SourceRow[],
  { total, systems, first }: { readonly total: number; readonly systems: number; readonly first: number },
): SourceFlights {
  return {
    total,
    systems,
    row(number) {
      const row = rows[(first + number - 1) % rows.length];
      if (row === undefined || number < 1 || number > total) {
        throw new RangeError(`row: expected 1 to ${total}, got ${number}`);
      }
      return row;
    },
  };
}

export async function readRealFlights(): Promise<SourceRow[]> {
  const entry = createRequire(import.meta.url).resolve('vega-datasets');
  return JSON.parse(await readFile(join(dirname(entry), '../data/flights-20k.json'), 'utf8')) as SourceRow[];
}

/** Writes what the publisher is to replay: one JSON object a line. */
export async function writeFlights(flights: SourceFlights, path: string): Promise<void> {
  const lines = function* (): Generator<string> {
    for (let number = 1; number <= flights.total; number++) yield `${JSON.stringify(flights.row(number))}\n`;
  };
  await pipeline(Readable.from(lines()), createWriteStream(path));
}

/** The event that must come out of a row: derived here a second time, from the contract and not from the publisher. */
export function expectedEvent(flights: SourceFlights, number: number): FlightEvent {
  const { date, delay, distance, origin, destination } = flights.row(number);
  return {
    event_id: `${DATA_SET}-${number}`,
    system: systemOf(origin, flights.systems),
    occurred_at: `${date.replaceAll('/', '-').replace(' ', 'T')}:00Z`,
    origin,
    destination,
    delay_minutes: delay,
    distance_miles: distance,
  };
}

/** The row number of an event id, or undefined where the id is none of this data set. */
export function rowOf(eventId: string): number | undefined {
  const match = /^soak-([1-9]\d{0,9})$/.exec(eventId);
  return match === null ? undefined : Number(match[1]);
}

export const routeOf = ({ origin, destination }: { origin: string; destination: string }): string =>
  `${origin}-${destination}`;
