import { readPageToken, writePageToken } from '../page-token.ts';
import { DEFAULT_PAGE_SIZE } from '../parameters.ts';
import { loadQuery } from '../queries/load.ts';
import type { Row } from '../warehouse/run-query.ts';
import { number, text, timestamp } from './columns.ts';
import { resource } from './resource.ts';
import { TIME_RANGE_TYPES, timeRange } from './time-range.ts';

const sql = loadQuery('routes');

const types = {
  ...TIME_RANGE_TYPES,
  origin: 'STRING',
  destination: 'STRING',
  snapshot: 'TIMESTAMP',
  after_flights: 'INT64',
  after_origin: 'STRING',
  after_destination: 'STRING',
  row_limit: 'INT64',
} as const;

const toRoute = (row: Row) => ({
  origin: text(row, 'origin'),
  destination: text(row, 'destination'),
  flights: number(row, 'flights'),
  mean_delay_minutes: number(row, 'mean_delay_minutes'),
  p50_delay_minutes: number(row, 'p50_delay_minutes'),
  p95_delay_minutes: number(row, 'p95_delay_minutes'),
});

export const routes = resource({
  path: '/v1/routes',
  summary: 'Routes by number of flights, with their delays',
  queryParameters: ['origin', 'destination', 'from', 'to', 'page_size', 'page_token'],
  // The aggregate over everything is the dearest query and moves slowly.
  freshMs: 10_000,
  schema: 'RouteList',
  problems: ['invalid-page-token'],
  answer: async ({ page_size = DEFAULT_PAGE_SIZE, page_token, ...filters }, ask) => {
    // Counts move as flights arrive, so a position alone would skip or repeat routes: the token also holds
    // the newest ingested_at that the first page saw, and later pages look at no younger row.
    const [snapshot, afterFlights, afterOrigin, afterDestination] =
      page_token === undefined
        ? []
        : readPageToken(page_token, bound(filters), ['timestamp', 'number', 'string', 'string']);
    const rows = await ask({
      name: 'routes',
      sql,
      types,
      params: {
        ...timeRange(filters),
        origin: filters.origin ?? null,
        destination: filters.destination ?? null,
        snapshot: snapshot ?? null,
        after_flights: afterFlights ?? null,
        after_origin: afterOrigin ?? null,
        after_destination: afterDestination ?? null,
        // One more tells whether there is a next page.
        row_limit: page_size + 1,
      },
    });
    const last = rows[page_size - 1];
    return {
      routes: rows.slice(0, page_size).map(toRoute),
      next_page_token:
        rows.length > page_size && last !== undefined
          ? writePageToken(bound(filters), [
              snapshot ?? timestamp(last, 'snapshot'),
              number(last, 'flights'),
              text(last, 'origin'),
              text(last, 'destination'),
            ])
          : '',
    };
  },
});

const bound = (filters: object): unknown => ['routes', Object.entries(filters).sort()];
