import { answers, start, until } from './processes.ts';
import type { System } from './system.ts';

interface Listing {
  readonly next_page_token?: string | null;
}
interface Routes extends Listing {
  readonly routes: readonly { readonly origin: string; readonly destination: string }[];
}
interface Flights extends Listing {
  readonly flights: readonly { readonly event_id: string }[];
}

/** Say when was asked, not what there is. */
const OF_THE_MOMENT = ['freshness_seconds', 'next_page_token'];
const withoutMoment = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(body, (key, value) => (OF_THE_MOMENT.includes(key) ? undefined : value)));

/** Every hundredth flight is also asked for by its id: each is a query of its own. */
const EACH = 100;

/**
 * What the API answers to everything it can be asked: every flight, route, system and airport. By a process that
 * is started for it, so that no answer comes from a cache of earlier ones.
 */
export async function everyAnswer(system: System): Promise<ReadonlyMap<string, unknown>> {
  const api = start('apps/api/src/main.ts', [], {
    ...system.env,
    PORT: system.port('api'),
    QUERY_DEADLINE_MS: '60000',
    MAX_QUERY_WAIT_MS: '60000',
  });
  const url = `http://127.0.0.1:${system.port('api')}`;
  const found = new Map<string, unknown>();
  const ask = async <Body>(path: string, name = path): Promise<Body> => {
    const response = await fetch(url + path);
    const body = (await response.json()) as Body;
    if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(body)}`);
    found.set(name, withoutMoment(body));
    return body;
  };
  const pages = async <Page extends Listing>(path: string): Promise<Page[]> => {
    const all = [await ask<Page>(path)];
    for (let token = all[0]?.next_page_token; token; token = all.at(-1)?.next_page_token) {
      const next = `${path}&page_token=${encodeURIComponent(token)}`;
      all.push(await ask<Page>(next, `${path} page ${all.length + 1}`));
    }
    return all;
  };
  try {
    await until('the API to be ready', () => answers(`${url}/readyz`));
    await ask('/v1/systems');
    const routes = (await pages<Routes>('/v1/routes?page_size=1000')).flatMap((page) => page.routes);
    const airports = new Set(routes.flatMap(({ origin, destination }) => [origin, destination]));
    for (const airport of airports) await ask(`/v1/airports/${airport}`);
    const flights = (await pages<Flights>('/v1/flights?page_size=1000')).flatMap((page) => page.flights);
    for (const [index, { event_id: id }] of flights.entries()) {
      if (index % EACH === 0) await ask(`/v1/flights/${id}`);
    }
    return found;
  } finally {
    await api.stop();
  }
}
