import { readPageToken, writePageToken } from '../page-token.ts';
import { DEFAULT_PAGE_SIZE } from '../parameters.ts';
import { loadQuery } from '../queries/load.ts';
import type { Row } from '../warehouse/run-query.ts';
import { number, text, timestamp } from './columns.ts';
import { resource } from './resource.ts';
import { TIME_RANGE_TYPES, timeRange } from './time-range.ts';

const sql = loadQuery('flights');

const types = {
  ...TIME_RANGE_TYPES,
  origin: 'STRING',
  destination: 'STRING',
  system: 'STRING',
  min_delay: 'INT64',
  after_occurred_at: 'TIMESTAMP',
  after_event_id: 'STRING',
  row_limit: 'INT64',
} as const;

export const toFlight = (row: Row) => ({
  event_id: text(row, 'event_id'),
  system: text(row, 'system'),
  occurred_at: timestamp(row, 'occurred_at'),
  origin: text(row, 'origin'),
  destination: text(row, 'destination'),
  delay_minutes: number(row, 'delay_minutes'),
  distance_miles: number(row, 'distance_miles'),
  ingested_at: timestamp(row, 'ingested_at'),
});

export const flights = resource({
  path: '/v1/flights',
  summary: 'Flights, newest departure first',
  queryParameters: ['origin', 'destination', 'system', 'from', 'to', 'min_delay', 'page_size', 'page_token'],
  // New flights are to be seen within 10 s of their publication, most of which the ingest may need.
  freshMs: 2_000,
  schema: 'FlightList',
  problems: ['invalid-page-token'],
  answer: async ({ page_size = DEFAULT_PAGE_SIZE, page_token, ...filters }, ask) => {
    // Keyset on columns that never change: rows inserted meanwhile neither repeat nor hide others.
    const [afterOccurredAt, afterEventId] =
      page_token === undefined ? [] : readPageToken(page_token, bound(filters), ['timestamp', 'string']);
    const rows = await ask({
      name: 'flights',
      sql,
      types,
      params: {
        ...timeRange(filters),
        origin: filters.origin ?? null,
        destination: filters.destination ?? null,
        system: filters.system ?? null,
        min_delay: filters.min_delay ?? null,
        after_occurred_at: afterOccurredAt ?? null,
        after_event_id: afterEventId ?? null,
        // One more tells whether there is a next page.
        row_limit: page_size + 1,
      },
    });
    const page = rows.slice(0, page_size).map(toFlight);
    const last = page.at(-1);
    return {
      flights: page,
      next_page_token:
        rows.length > page_size && last !== undefined
          ? writePageToken(bound(filters), [last.occurred_at, last.event_id])
          : '',
    };
  },
});

const bound = (filters: object): unknown => ['flights', Object.entries(filters).sort()];
