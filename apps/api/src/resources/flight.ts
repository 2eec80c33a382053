import { Problem } from '../problems/catalogue.ts';
import { loadQuery } from '../queries/load.ts';
import { toFlight } from './flights.ts';
import { resource } from './resource.ts';

const sql = loadQuery('flight');

export const flight = resource({
  path: '/v1/flights/{event_id}',
  summary: 'One flight by the id of its event',
  pathParameter: 'event_id',
  queryParameters: [],
  // A stored event does not change; the bound only limits how long a correction by hand stays unseen.
  freshMs: 60_000,
  schema: 'Flight',
  problems: ['flight-not-found'],
  answer: async ({ event_id = '' }, ask) => {
    const [row] = await ask({ name: 'flight', sql, types: { event_id: 'STRING' }, params: { event_id } });
    if (row === undefined) throw new Problem('flight-not-found');
    return toFlight(row);
  },
});
