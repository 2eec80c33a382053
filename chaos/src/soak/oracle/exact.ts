import { setTimeout as delay } from 'node:timers/promises';
import type { Question } from './answer.ts';
import { askApi, nextPage } from './ask-api.ts';
import { routeOf, rowOf } from './flights.ts';
import { differences, routeStatistics, sameStatistics } from './judge-values.ts';
import type { Knowledge } from './knowledge.ts';
import { MAX_PAGE_SIZE } from './questions.ts';
import {
  type AnsweredFlight,
  type AnsweredRoute,
  flightsShape,
  routesShape,
  systemsShape,
} from './shapes.ts';

/** What the API answers when all is quiet, held against the source exactly. */
export interface ExactResult {
  readonly flights: number;
  readonly faults: readonly string[];
}

/** Caches run out after 10 s, older answers stand in for 30 s more: past this a wrong answer stays wrong. */
const SETTLE_LIMIT_MS = 60_000;
const POLL_MS = 1_000;

/**
 * Reads every flight, route and system through the API: each flight once and as published, all counts, means and
 * percentiles computed again from them.
 * @param mostRows no row after this one can have been published
 * @param expectedFlights how many the reconciliation found in the warehouse
 */
export async function checkExactly(
  api: string,
  known: Knowledge,
  expectedFlights: number,
  signal: AbortSignal,
): Promise<ExactResult> {
  const until = performance.now() + SETTLE_LIMIT_MS;
  for (;;) {
    const result = await look(api, known, expectedFlights).catch(
      (error: unknown): ExactResult => ({ flights: 0, faults: [String(error)] }),
    );
    if (result.faults.length === 0 || signal.aborted || performance.now() > until) return result;
    await delay(POLL_MS, undefined, { signal }).catch(() => {});
  }
}

async function look(api: string, known: Knowledge, expectedFlights: number): Promise<ExactResult> {
  const faults: string[] = [];
  const delaysByRoute = new Map<string, number[]>();
  const countBySystem = new Map<string, number>();
  const ids = new Set<string>();
  const mostRows = known.handedOver(Date.now());
  let answered = 0;
  for await (const flight of allFlights(api)) {
    answered += 1;
    ids.add(flight.event_id);
    const row = rowOf(flight.event_id);
    if (row === undefined || row > mostRows) faults.push(`${flight.event_id} was never published`);
    else faults.push(...differences(flight, known.expected(row)));
    const route = routeOf(flight);
    delaysByRoute.set(route, [...(delaysByRoute.get(route) ?? []), flight.delay_minutes]);
    countBySystem.set(flight.system, (countBySystem.get(flight.system) ?? 0) + 1);
  }
  if (ids.size !== answered) faults.push(`${answered - ids.size} flights are answered twice`);
  if (answered !== expectedFlights) {
    faults.push(`/v1/flights lists ${answered} flights, the warehouse holds ${expectedFlights}`);
  }
  let routes = 0;
  for await (const route of allRoutes(api)) {
    routes += 1;
    const expected = routeStatistics(delaysByRoute.get(routeOf(route)) ?? []);
    if (!sameStatistics(route, expected)) {
      faults.push(`${routeOf(route)}: ${JSON.stringify(route)}, its flights say ${JSON.stringify(expected)}`);
    }
  }
  if (routes !== delaysByRoute.size) {
    faults.push(`/v1/routes lists ${routes} routes, the flights have ${delaysByRoute.size}`);
  }
  const { systems } = systemsShape.parse((await ask(api, { of: 'systems', path: '/v1/systems' })).body);
  if (systems.length !== countBySystem.size) {
    faults.push(`/v1/systems lists ${systems.length} systems, the flights have ${countBySystem.size}`);
  }
  for (const { system, flights } of systems) {
    const expected = countBySystem.get(system);
    if (flights !== expected) faults.push(`${system}: ${flights} flights, the list has ${expected}`);
  }
  return { flights: answered, faults };
}

async function ask(api: string, question: Question) {
  const answer = await askApi(api, question);
  if (answer.status !== 200)
    throw new Error(`${question.path}: status ${answer.status} although all is quiet`);
  return answer;
}

async function* allFlights(api: string): AsyncGenerator<AnsweredFlight> {
  const path = `/v1/flights?page_size=${MAX_PAGE_SIZE}`;
  let next: Question | undefined = { of: 'flights', path, origin: '', destination: '' };
  while (next !== undefined) {
    const answer = await ask(api, next);
    yield* flightsShape.parse(answer.body).flights;
    next = nextPage(answer);
  }
}

async function* allRoutes(api: string): AsyncGenerator<AnsweredRoute> {
  let next: Question | undefined = { of: 'routes', path: `/v1/routes?page_size=${MAX_PAGE_SIZE}` };
  while (next !== undefined) {
    const answer = await ask(api, next);
    yield* routesShape.parse(answer.body).routes;
    next = nextPage(answer);
  }
}
