import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { type Answer, type RunningApi, startApi } from './api.ts';
import { mean, percentile, rowsOf, sourceFlights } from './flights-data.ts';
import { type StoredRow, startWarehouse, type Warehouse } from './warehouse.ts';

const SOURCE = sourceFlights('flights-2k');
const CANARY: StoredRow = {
  event_id: 'canary-1',
  system: 'canary',
  occurred_at: '2026-06-01T00:00:00.000Z',
  origin: 'ZZZ',
  destination: 'ZZZ',
  delay_minutes: 0,
  distance_miles: 1,
  published_at: '2026-06-01T00:00:00.000Z',
  ingested_at: '2026-06-01T00:00:00.000Z',
  message_id: 'c1',
};

let warehouse: Warehouse;
let api: RunningApi;
let openApi: {
  paths: Record<string, { get: { parameters?: { name: string }[]; responses: Record<string, unknown> } }>;
};
const ajv = new Ajv2020({ strict: false, allErrors: true });
(addFormats as unknown as (ajv: Ajv2020) => void)(ajv);

beforeAll(async () => {
  warehouse = await startWarehouse();
  await warehouse.insert([...rowsOf('flights-2k'), CANARY]);
  api = await startApi({ BIGQUERY_API_ENDPOINT: warehouse.endpoint });
  openApi = (await api.get('/openapi.json')).body;
  ajv.addSchema(openApi, 'openapi');
});

afterAll(async () => {
  await api?.stop();
  await warehouse?.stop();
});

/** Gets a path and holds the answer against what the OpenAPI document says of it. */
async function get(path: string, route: string, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await api.get(path, headers);
  const described = openApi.paths[route]?.get.responses[answer.status];
  expect(described).toBeDefined();
  if (answer.body !== undefined) {
    const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
    const at = ['paths', route, 'get', 'responses', String(answer.status), 'content', type, 'schema'];
    const pointer = at.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')));
    const validate = ajv.getSchema(`openapi#/${pointer.join('/')}`);
    expect(validate).toBeDefined();
    validate?.(answer.body);
    expect(validate?.errors ?? []).toEqual([]);
  }
  return answer;
}

describe('GET /v1/flights', () => {
  it('pages through every flight once, newest departure first', async () => {
    const ids: string[] = [];
    const times: string[] = [];
    let token = '';
    do {
      const { body } = await get(
        `/v1/flights?page_size=600${token && `&page_token=${token}`}`,
        '/v1/flights',
      );
      for (const flight of body.flights) {
        ids.push(flight.event_id);
        times.push(flight.occurred_at);
      }
      token = body.next_page_token;
    } while (token !== '');
    expect(ids.length).toBe(SOURCE.length);
    expect(new Set(ids).size).toBe(SOURCE.length);
    expect(times).toEqual([...times].sort().reverse());
  });

  it('returns the fields of the source', async () => {
    const { body } = await get('/v1/flights/flights-2k-7', '/v1/flights/{event_id}');
    const source = SOURCE[7];
    expect(body).toMatchObject({
      event_id: 'flights-2k-7',
      origin: source?.origin,
      destination: source?.destination,
      delay_minutes: source?.delay,
      distance_miles: source?.distance,
    });
  });

  it('applies all filters together', async () => {
    const query = 'origin=ATL&min_delay=15&from=2001-02-01&to=2001-03-01T00:00:00Z&page_size=1000';
    const { body } = await get(`/v1/flights?${query}`, '/v1/flights');
    const expected = SOURCE.filter(
      ({ origin, delay, date }) => origin === 'ATL' && delay >= 15 && date >= '2001/02' && date < '2001/03',
    );
    expect(expected.length).toBeGreaterThan(0);
    expect(body.flights.length).toBe(expected.length);
    expect(body.next_page_token).toBe('');
  });

  it('stays on its place in the list while flights are inserted', async () => {
    const first = (await get('/v1/flights?page_size=5&destination=LAX', '/v1/flights')).body;
    const [newest] = first.flights;
    const extra = rowsOf('flights-2k')[0] as StoredRow;
    await warehouse.insert([
      {
        ...extra,
        event_id: 'late-newer',
        destination: 'LAX',
        system: 'system-01',
        occurred_at: '2001-12-31T00:00:00Z',
      },
      {
        ...extra,
        event_id: 'late-older',
        destination: 'LAX',
        system: 'system-01',
        occurred_at: '2000-01-01T00:00:00Z',
      },
    ]);
    const rest = await get(
      `/v1/flights?page_size=1000&destination=LAX&page_token=${first.next_page_token}`,
      '/v1/flights',
    );
    const ids = [...first.flights, ...rest.body.flights].map(
      ({ event_id }: { event_id: string }) => event_id,
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(SOURCE.filter(({ destination }) => destination === 'LAX').length + 1);
    expect(ids.at(-1)).toBe('late-older');
    expect(newest.occurred_at < '2001-12-31').toBe(true);
  });

  it('is not changed by a second delivery of the same events', async () => {
    const path = '/v1/flights?origin=SFO&page_size=1000&to=2001-06-01';
    const before = await get(path, '/v1/flights');
    await warehouse.insert(
      rowsOf('flights-2k').map((row) => ({
        ...row,
        ingested_at: '2026-02-01T00:00:00Z',
        message_id: `again-${row.message_id}`,
      })),
    );
    // Another spelling of the same question, so that no cached answer stands in.
    const after = await get(`${path}T00:00:00.001Z`, '/v1/flights');
    expect(after.body.flights).toEqual(before.body.flights);
  });
});

describe('canary events', () => {
  it('are found by their exact id', async () => {
    const { status, body } = await get('/v1/flights/canary-1', '/v1/flights/{event_id}');
    expect({ status, system: body.system }).toEqual({ status: 200, system: 'canary' });
  });

  it('are in no list and no aggregate', async () => {
    const flights = await get('/v1/flights?system=canary', '/v1/flights');
    const byPlace = await get('/v1/flights?origin=ZZZ', '/v1/flights');
    const routes = await get('/v1/routes?origin=ZZZ', '/v1/routes');
    const systems = await get('/v1/systems', '/v1/systems');
    const airport = await get('/v1/airports/ZZZ', '/v1/airports/{iata}');
    expect(flights.body.flights).toEqual([]);
    expect(byPlace.body.flights).toEqual([]);
    expect(routes.body.routes).toEqual([]);
    expect(systems.body.systems.map(({ system }: { system: string }) => system)).not.toContain('canary');
    expect(airport.status).toBe(404);
  });
});

describe('GET /v1/routes', () => {
  it('shows one moment on all its pages, whatever is inserted meanwhile', async () => {
    const first = (await get('/v1/routes?page_size=3&origin=DFW', '/v1/routes')).body;
    const extra = rowsOf('flights-2k')[0] as StoredRow;
    // Would lift a route of a later page to the top.
    const rows = Array.from({ length: 50 }, (_, index) => ({
      ...extra,
      event_id: `rush-${index}`,
      system: 'system-02',
      origin: 'DFW',
      destination: 'TYS',
      ingested_at: '2026-05-01T00:00:00Z',
    }));
    await warehouse.insert(rows);
    const rest = await get(
      `/v1/routes?page_size=1000&origin=DFW&page_token=${first.next_page_token}`,
      '/v1/routes',
    );
    const routes = [...first.routes, ...rest.body.routes] as { destination: string; flights: number }[];
    const expected = Map.groupBy(
      SOURCE.filter(({ origin }) => origin === 'DFW'),
      ({ destination }) => destination,
    );
    expect(new Map(routes.map(({ destination, flights }) => [destination, flights]))).toEqual(
      new Map([...expected].map(([destination, flights]) => [destination, flights.length])),
    );
    expect(routes.length).toBe(expected.size);
  });
});

describe('GET /v1/airports and /v1/systems', () => {
  it('sums up an airport', async () => {
    const { body } = await get('/v1/airports/ORD', '/v1/airports/{iata}');
    const touching = SOURCE.filter(({ origin, destination }) => origin === 'ORD' || destination === 'ORD');
    const delays = touching.map(({ delay }) => delay);
    expect(body).toMatchObject({
      iata: 'ORD',
      departures: touching.filter(({ origin }) => origin === 'ORD').length,
      arrivals: touching.filter(({ destination }) => destination === 'ORD').length,
    });
    expect(body.mean_delay_minutes).toBeCloseTo(mean(delays), 9);
    expect(body.p95_delay_minutes).toBeCloseTo(percentile(delays, 0.95), 9);
    expect(body.busiest_routes.length).toBe(10);
  });

  it('lists the systems with their freshness', async () => {
    const { body } = await get('/v1/systems', '/v1/systems');
    expect(body.systems.map(({ system }: { system: string }) => system)).toEqual(
      [1, 2, 3, 4, 5].map((number) => `system-0${number}`),
    );
    for (const { freshness_seconds, last_ingested_at } of body.systems) {
      expect(Math.abs((Date.now() - Date.parse(last_ingested_at)) / 1000 - freshness_seconds)).toBeLessThan(
        120,
      );
    }
  });
});

describe('errors', () => {
  it.each([
    ['/v1/flights?origin=sfo', '/v1/flights', 400, 'invalid-parameter', 'origin', /IATA/],
    ['/v1/flights?from=2001-02-30', '/v1/flights', 400, 'invalid-parameter', 'from', /RFC 3339/],
    [
      '/v1/flights?from=2001-03-01&to=2001-02-01',
      '/v1/flights',
      400,
      'invalid-parameter',
      'to',
      /later than/,
    ],
    ['/v1/flights?min_delay=1.5', '/v1/flights', 400, 'invalid-parameter', 'min_delay', /whole number/],
    ['/v1/flights?page_size=-1', '/v1/flights', 400, 'invalid-parameter', 'page_size', /0 or greater/],
    ['/v1/flights?origin=SFO&origin=LAX', '/v1/flights', 400, 'invalid-parameter', 'origin', /once/],
    ['/v1/flights?airport=SFO', '/v1/flights', 400, 'unknown-parameter', 'airport', /remove it/],
    ['/v1/flights/%zz', '/v1/flights/{event_id}', 400, 'invalid-parameter', 'path', /%25/],
    ['/v1/flights/a?event_id=b', '/v1/flights/{event_id}', 400, 'unknown-parameter', 'event_id', /remove it/],
    ['/v1/routes?page_token=abc', '/v1/routes', 400, 'invalid-page-token', 'page_token', /unchanged/],
    ['/v1/airports/sfo', '/v1/airports/{iata}', 400, 'invalid-parameter', 'iata', /IATA/],
  ])('%s names the parameter and the fix', async (path, route, status, code, parameter, fix) => {
    const { body, headers, status: answered } = await get(path, route);
    expect({ answered, type: body.type }).toEqual({ answered: status, type: `/problems/${code}` });
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body.errors[0].parameter).toBe(parameter);
    expect(body.errors[0].fix).toMatch(fix);
    expect(body.request_id).toBe(headers.get('x-request-id'));
  });

  it('refuses a page token of other filters', async () => {
    const { body } = await get('/v1/flights?page_size=1&origin=ATL', '/v1/flights');
    const other = await get(
      `/v1/flights?page_size=1&origin=SFO&page_token=${body.next_page_token}`,
      '/v1/flights',
    );
    expect(other.body.type).toBe('/problems/invalid-page-token');
    const unchanged = await get(
      `/v1/flights?page_size=9&origin=ATL&page_token=${body.next_page_token}`,
      '/v1/flights',
    );
    expect(unchanged.status).toBe(200);
  });

  it('explains each problem where its type leads', async () => {
    const { body } = await api.get('/v1/nothing');
    expect(body.type).toBe('/problems/not-found');
    expect((await api.get(body.type)).body).toMatchObject({ code: 'not-found', status: 404 });
  });

  it('answers other methods with 405 and what is allowed', async () => {
    const response = await fetch(`${api.url}/v1/flights`, { method: 'DELETE' });
    expect({ status: response.status, allow: response.headers.get('allow') }).toEqual({
      status: 405,
      allow: 'GET, HEAD',
    });
  });
});

describe('conditional requests and headers', () => {
  it('answers 304 while nothing has changed', async () => {
    const first = await get('/v1/routes?page_size=2', '/v1/routes');
    const etag = first.headers.get('etag') ?? '';
    expect(first.headers.get('cache-control')).toMatch(/^public, max-age=\d+, stale-if-error=600$/);
    const second = await get('/v1/routes?page_size=2', '/v1/routes', { 'if-none-match': etag });
    expect({ status: second.status, body: second.body, etag: second.headers.get('etag') }).toEqual({
      status: 304,
      body: undefined,
      etag,
    });
  });

  it('answers the second request from the cache, whatever the order of its parameters', async () => {
    const miss = await get('/v1/routes?page_size=4&origin=ATL', '/v1/routes');
    expect(miss.headers.get('cache-status')).toBe('flightdeck-api; fwd=miss');
    // On a slow machine an answer may have grown old before it is asked for again.
    const again = () => get('/v1/routes?origin=ATL&page_size=4', '/v1/routes');
    let hit = await again();
    while (hit.headers.get('cache-status') !== 'flightdeck-api; hit') hit = await again();
    expect(hit.body).toEqual(miss.body);
  });

  it('does not cache what was not found', async () => {
    const path = '/v1/flights/not-yet';
    expect((await get(path, '/v1/flights/{event_id}')).status).toBe(404);
    await warehouse.insert([{ ...CANARY, event_id: 'not-yet' }]);
    expect((await get(path, '/v1/flights/{event_id}')).status).toBe(200);
  });

  it('sets security headers, keeps a request id, and answers HEAD', async () => {
    const { headers } = await api.get('/v1/systems', { 'x-request-id': 'given-by-caller' });
    expect(headers.get('x-request-id')).toBe('given-by-caller');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-powered-by')).toBeNull();
    const head = await fetch(`${api.url}/v1/systems`, { method: 'HEAD' });
    expect({ status: head.status, body: await head.text() }).toEqual({ status: 200, body: '' });
  });
});

describe('the OpenAPI document', () => {
  it('validates against the meta-schema of the schemas it holds, and lists every parameter of the README', () => {
    expect(ajv.validateSchema(openApi)).toBe(true);
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    for (const [path, { get: operation }] of Object.entries(openApi.paths)) {
      expect(readme).toContain(`\`GET ${path}\``);
      for (const { name } of operation.parameters ?? []) expect(readme).toContain(`\`${name}\``);
    }
  });
});
