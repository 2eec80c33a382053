import { get as httpGet } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningApi, startApi } from './api.ts';
import { rowsOf } from './flights-data.ts';
import { startWarehouse, type Warehouse } from './warehouse.ts';

let warehouse: Warehouse;
const apis: RunningApi[] = [];

beforeAll(async () => {
  warehouse = await startWarehouse();
  await warehouse.insert(rowsOf('flights-2k'));
});

afterEach(async () => {
  warehouse.process.kill('SIGCONT');
  await Promise.all(apis.splice(0).map((api) => api.stop()));
});

afterAll(async () => {
  await warehouse?.stop();
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<RunningApi> {
  const api = await startApi({ BIGQUERY_API_ENDPOINT: warehouse.endpoint, ...env });
  apis.push(api);
  return api;
}

async function until(what: string, condition: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 300_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await sleep(50);
  }
}

interface ListedJob {
  readonly status?: { readonly state?: string; readonly errorResult?: { readonly reason?: string } };
}

/** The jobs the warehouse knows of this API's queries. */
async function jobs(): Promise<ListedJob[]> {
  const response = await fetch(`${warehouse.endpoint}/bigquery/v2/projects/flightdeck/jobs?projection=full`);
  return ((await response.json()) as { jobs?: ListedJob[] }).jobs ?? [];
}

const stopped = async (): Promise<number> =>
  (await jobs()).filter(({ status }) => status?.errorResult?.reason === 'stopped').length;

describe('a warehouse that fails', () => {
  it('is answered for with what is in the cache, and with 503 and Retry-After where nothing is', async () => {
    const api = await start();
    const fresh = await api.get('/v1/systems');
    expect(fresh.status).toBe(200);
    warehouse.process.kill('SIGSTOP');
    // Past the freshness of two seconds; the frozen warehouse cannot renew it.
    await until('a stale answer', async () => {
      const { headers, status } = await api.get('/v1/systems');
      expect(status).toBe(200);
      return headers.get('cache-status') === 'flightdeck-api; hit; detail=stale';
    });
  });

  it('is given up on at the deadline', async () => {
    const api = await start({ QUERY_DEADLINE_MS: '300' });
    warehouse.process.kill('SIGSTOP');
    const { status, body } = await api.get('/v1/systems');
    expect({ status, type: body.type }).toEqual({ status: 504, type: '/problems/query-deadline-exceeded' });
  });

  it('that cannot be reached is a 503 with the time to come back', async () => {
    const api = await start({ BIGQUERY_API_ENDPOINT: 'http://127.0.0.1:9' });
    const { status, body, headers } = await api.get('/v1/systems');
    expect({ status, type: body.type }).toEqual({ status: 503, type: '/problems/warehouse-unavailable' });
    expect(headers.get('retry-after')).toBe('2');
    expect(body.detail).not.toMatch(/127\.0\.0\.1/);
  });
});

describe('a query nobody waits for', () => {
  /** Heavy enough to outlast the first wait on any machine; nobody waits for its end. */
  const HEAVY = `CREATE OR REPLACE VIEW flightdeck.flights AS
    SELECT a.event_id, a.system, a.occurred_at, a.origin, a.destination, a.delay_minutes, a.distance_miles, a.ingested_at
    FROM flightdeck.flight_events a CROSS JOIN flightdeck.flight_events b CROSS JOIN flightdeck.flight_events c`;
  const view = (query: string) =>
    warehouse.client
      .dataset('flightdeck')
      .table('flights')
      .setMetadata({ view: { query, useLegacySql: false } });
  let light = '';

  beforeAll(async () => {
    const [metadata] = await warehouse.client.dataset('flightdeck').table('flights').getMetadata();
    light = metadata.view.query;
    await view(HEAVY.slice(HEAVY.indexOf('SELECT')));
  });

  afterAll(async () => {
    await view(light);
  });

  it('is cancelled in the warehouse when the deadline passes', async () => {
    const api = await start({ QUERY_DEADLINE_MS: '1500' });
    const before = await stopped();
    const { status, body } = await api.get('/v1/systems');
    expect({ status, type: body.type }).toEqual({ status: 504, type: '/problems/query-deadline-exceeded' });
    await until('the job to be stopped', async () => (await stopped()) > before);
  });

  it('is cancelled in the warehouse when the client goes away', async () => {
    const api = await start();
    const before = await stopped();
    const known = (await jobs()).length;
    const request = httpGet(`${api.url}/v1/systems`);
    request.on('error', () => {});
    await until('the query to run', async () => (await jobs()).length > known);
    request.destroy();
    await until('the job to be stopped', async () => (await stopped()) > before);
  });

  it('does not keep others from their answers: refused at once when too many wait', async () => {
    const api = await start({
      QUERY_DEADLINE_MS: '3000',
      MAX_CONCURRENT_QUERIES: '1',
      MAX_WAITING_QUERIES: '0',
    });
    await until('one to be refused while another is under way', async () => {
      const known = (await jobs()).length;
      const first = api.get('/v1/systems');
      await until('the first to be under way', async () => (await jobs()).length > known);
      const { status, body, headers } = await api.get('/v1/routes');
      expect((await first).status).toBe(504);
      return status === 503 && body.type === '/problems/overloaded' && headers.get('retry-after') === '1';
    });
  });

  it('does not keep the service from stopping', async () => {
    const api = await start();
    const answer = api.get('/v1/systems').then(
      ({ status }) => status,
      () => 'cut off',
    );
    await until('the query to run', async () =>
      (await jobs()).some(({ status }) => status?.state === 'RUNNING'),
    );
    await api.stop();
    expect([504, 'cut off']).toContain(await answer);
  });
});

describe('who asks too often', () => {
  it('gets 429 with the time to come back, and the others go on', async () => {
    const api = await start({ REQUESTS_PER_MINUTE: '3', API_KEYS: KEYS });
    for (let count = 0; count < 3; count++) expect((await api.get('/problems/internal')).status).toBe(200);
    const { status, body, headers } = await api.get('/problems/internal');
    expect({ status, type: body.type }).toEqual({ status: 429, type: '/problems/rate-limited' });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await api.get('/problems/internal', { 'x-api-key': 'the key of acme' })).status).toBe(200);
  });

  it('is refused when the key is not known', async () => {
    const api = await start({ API_KEYS: KEYS });
    const { status, body } = await api.get('/problems/internal', { 'x-api-key': 'made up' });
    expect({ status, type: body.type }).toEqual({ status: 401, type: '/problems/unauthenticated' });
  });
});

// SHA-256 of "the key of acme".
const KEYS = 'acme:8edd55159a60b7887b0cbd4e55a951ea38a80e66dbd27c4b86a53a99cd55b8ac';
