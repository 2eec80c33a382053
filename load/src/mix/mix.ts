import type { SeededRandom } from '@flightdeck/random';

/** One kind of request, and how often it is made. */
export interface Endpoint {
  readonly name: string;
  readonly weight: number;
  readonly path: (random: SeededRandom) => string;
  readonly method?: 'GET' | 'HEAD';
  /** Share of the requests that carry the ETag of the last answer to the same question. */
  readonly conditional?: number;
}

/** The busiest airports of the data set first, then the rest of it, thinning out: callers ask as flights fly. */
const AIRPORTS = [
  ...['DFW', 'ORD', 'ATL', 'LAX', 'PHX', 'STL', 'LAS', 'DTW', 'MSP', 'DEN', 'CLT', 'EWR', 'IAH', 'PHL'],
  ...['SFO', 'LGA', 'BOS', 'MCO', 'PIT', 'SEA', 'BWI', 'MIA', 'DCA', 'SAN', 'SLC', 'TPA', 'CVG', 'SJC'],
  ...['MCI', 'JFK', 'MEM', 'BNA', 'HOU', 'FLL', 'OAK', 'CLE', 'MSY', 'PDX', 'IAD', 'MDW', 'DAL', 'CMH'],
];

/** Asked for by rank, as Zipf's law has it: the first about as often as the last twenty together. */
function airport(random: SeededRandom): string {
  const rank = Math.floor(AIRPORTS.length ** random.next()) - 1;
  return AIRPORTS[rank] ?? 'DFW';
}

/** The data set's rows of the first three months of 2001; `to` is not included. */
function week(random: SeededRandom): string {
  const from = new Date(Date.UTC(2001, 0, 1 + random.whole(0, 80)));
  const to = new Date(from.getTime() + 7 * 86_400_000);
  return `from=${from.toISOString().slice(0, 10)}&to=${to.toISOString().slice(0, 10)}`;
}

/**
 * What third parties ask for. Most ask again for what others ask for too (the cache answers); about one in ten
 * has a question of its own, which goes to the warehouse. Three in a hundred ask for what is not there or
 * cannot be read: their answer is a 4xx, and right.
 */
export const MIX: readonly Endpoint[] = [
  { name: 'flights, newest', weight: 20, path: () => '/v1/flights?page_size=20', conditional: 0.3 },
  {
    name: 'flights of an airport',
    weight: 20,
    path: (random) => `/v1/flights?origin=${airport(random)}&page_size=50`,
    conditional: 0.3,
  },
  {
    name: 'flights, own question',
    weight: 8,
    path: (random) =>
      `/v1/flights?origin=${airport(random)}&min_delay=${random.whole(-20, 180)}&${week(random)}&page_size=${random.pick([20, 50, 100])}`,
  },
  {
    name: 'routes',
    weight: 12,
    path: (random) => `/v1/routes?page_size=${random.pick([25, 50])}`,
    conditional: 0.5,
  },
  {
    name: 'routes of an airport',
    weight: 8,
    path: (random) => `/v1/routes?origin=${airport(random)}`,
    conditional: 0.3,
  },
  { name: 'airport', weight: 17, path: (random) => `/v1/airports/${airport(random)}`, conditional: 0.3 },
  { name: 'systems', weight: 7, path: () => '/v1/systems', conditional: 0.2 },
  {
    name: 'flight',
    weight: 4,
    path: (random) => `/v1/flights/flights-20k-${random.whole(1, 2_000)}`,
    conditional: 0.5,
  },
  { name: 'openapi', weight: 1, path: () => '/openapi.json' },
  { name: 'bad parameter', weight: 1, path: () => '/v1/flights?page_size=many' },
  { name: 'unknown airport', weight: 1, path: () => '/v1/airports/ZZZ' },
  { name: 'unknown path', weight: 1, path: () => '/v2/flights' },
];
