import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningApi, startApi } from './api.ts';
import { mean, percentile, rowsOf, sourceFlights } from './flights-data.ts';
import { startWarehouse, type Warehouse } from './warehouse.ts';

let warehouse: Warehouse;
let api: RunningApi;

beforeAll(async () => {
  warehouse = await startWarehouse();
  await warehouse.insert(rowsOf('flights-20k'));
  api = await startApi({ BIGQUERY_API_ENDPOINT: warehouse.endpoint });
});

afterAll(async () => {
  await api?.stop();
  await warehouse?.stop();
});

interface Route {
  readonly origin: string;
  readonly destination: string;
  readonly flights: number;
  readonly mean_delay_minutes: number;
  readonly p50_delay_minutes: number;
  readonly p95_delay_minutes: number;
}

/** All routes, page by page. */
async function allRoutes(query = ''): Promise<Route[]> {
  const all: Route[] = [];
  let token = '';
  do {
    const { status, body } = await api.get(
      `/v1/routes?page_size=700${query}${token && `&page_token=${token}`}`,
    );
    expect({ status, body: status === 200 ? {} : body }).toEqual({ status: 200, body: {} });
    all.push(...body.routes);
    token = body.next_page_token;
  } while (token !== '');
  return all;
}

/** The same table computed from the source file, without SQL. */
function routesOf(flights: ReturnType<typeof sourceFlights>): Route[] {
  const delays = Map.groupBy(flights, ({ origin, destination }) => `${origin} ${destination}`);
  return [...delays]
    .map(([route, of]) => {
      const [origin = '', destination = ''] = route.split(' ');
      const minutes = of.map(({ delay }) => delay);
      return {
        origin,
        destination,
        flights: of.length,
        mean_delay_minutes: mean(minutes),
        p50_delay_minutes: percentile(minutes, 0.5),
        p95_delay_minutes: percentile(minutes, 0.95),
      };
    })
    .sort(
      (a, b) => b.flights - a.flights || compare(a.origin, b.origin) || compare(a.destination, b.destination),
    );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Floating point: sums in another order differ in the last digits. */
const rounded = (routes: readonly Route[]): Route[] =>
  routes.map((route) => ({
    ...route,
    mean_delay_minutes: Number(route.mean_delay_minutes.toFixed(9)),
    p50_delay_minutes: Number(route.p50_delay_minutes.toFixed(9)),
    p95_delay_minutes: Number(route.p95_delay_minutes.toFixed(9)),
  }));

describe('GET /v1/routes', () => {
  it('equals an aggregation of the source file, every route and every number', async () => {
    const expected = routesOf(sourceFlights('flights-20k'));
    expect(expected.length).toBeGreaterThan(2_000);
    expect(rounded(await allRoutes())).toEqual(rounded(expected));
  });

  it('filters by origin and time', async () => {
    const expected = routesOf(
      sourceFlights('flights-20k').filter(
        ({ origin, date }) => origin === 'ATL' && date >= '2001/02' && date < '2001/03',
      ),
    );
    const routes = await allRoutes('&origin=ATL&from=2001-02-01&to=2001-03-01');
    expect(rounded(routes)).toEqual(rounded(expected));
  });
});
