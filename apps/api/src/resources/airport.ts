import { Problem } from '../problems/catalogue.ts';
import { loadQuery } from '../queries/load.ts';
import { number, text } from './columns.ts';
import { resource } from './resource.ts';

const sql = loadQuery('airport');

export const airport = resource({
  path: '/v1/airports/{iata}',
  summary: 'One airport: departures, arrivals, delays of both, and its ten busiest routes',
  pathParameter: 'iata',
  queryParameters: [],
  freshMs: 10_000,
  schema: 'Airport',
  problems: ['airport-not-found'],
  answer: async ({ iata = '' }, ask) => {
    const rows = await ask({ name: 'airport', sql, types: { iata: 'STRING' }, params: { iata } });
    const [first] = rows;
    if (first === undefined) throw new Problem('airport-not-found');
    return {
      iata,
      departures: number(first, 'departures'),
      arrivals: number(first, 'arrivals'),
      mean_delay_minutes: number(first, 'mean_delay_minutes'),
      p95_delay_minutes: number(first, 'p95_delay_minutes'),
      busiest_routes: rows.map((row) => ({
        origin: text(row, 'origin'),
        destination: text(row, 'destination'),
        flights: number(row, 'flights'),
      })),
    };
  },
});
