import { loadQuery } from '../queries/load.ts';
import { number, text, timestamp } from './columns.ts';
import { resource } from './resource.ts';

const sql = loadQuery('systems');

// The fleet's systems are a bounded set (a label of metrics too); this only bounds a mistake.
const MAX_SYSTEMS = 1_000;

export const systems = resource({
  path: '/v1/systems',
  summary: 'The systems that send flights, and how fresh each is',
  queryParameters: [],
  freshMs: 2_000,
  schema: 'SystemList',
  problems: [],
  answer: async (_values, ask, nowMs) => {
    const rows = await ask({
      name: 'systems',
      sql,
      types: { row_limit: 'INT64' },
      params: { row_limit: MAX_SYSTEMS },
    });
    return {
      systems: rows.map((row) => {
        const lastIngestedAt = timestamp(row, 'last_ingested_at');
        return {
          system: text(row, 'system'),
          flights: number(row, 'flights'),
          newest_occurred_at: timestamp(row, 'newest_occurred_at'),
          last_ingested_at: lastIngestedAt,
          freshness_seconds: Math.max(0, (nowMs - Date.parse(lastIngestedAt)) / 1000),
        };
      }),
    };
  },
});
