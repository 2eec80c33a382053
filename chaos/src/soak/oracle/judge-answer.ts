import type { z } from 'zod';
import { type Answer, horizonMs } from './answer.ts';
import { TOTAL } from './ceilings.ts';
import { routeOf, rowOf } from './flights.ts';
import { differences, outside } from './judge-values.ts';
import type { Knowledge } from './knowledge.ts';
import {
  type AnsweredFlight,
  flightShape,
  flightsShape,
  problemShape,
  routesShape,
  systemsShape,
} from './shapes.ts';

/**
 * What is wrong with an answer, given everything known so far; and what it proves is added to what is known. Errors of
 * the service (5xx) and its refusals under load (429) are never wrong, a wrong body always is.
 */
export function judgeAnswer(answer: Answer, known: Knowledge): string[] {
  const { question, status, body } = answer;
  if (status >= 500 || status === 429) {
    return problemShape.safeParse(body).success ? [] : [`${status} without a problem document`];
  }
  if (question.of === 'flight' && status === 404) return judgeAbsent(question.eventId, answer, known);
  if (status !== 200) return [`status ${status} for a good request`];
  switch (question.of) {
    case 'flight':
      return withShape(flightShape, body, (flight) => judgeFlight(flight, question.eventId, answer, known));
    case 'flights':
      return withShape(flightsShape, body, ({ flights }) => judgeList(flights, question, answer, known));
    case 'routes':
      return withShape(routesShape, body, ({ routes }) =>
        judgeRoutes(routes, question.origin, answer, known),
      );
    case 'systems':
      return withShape(systemsShape, body, ({ systems }) => judgeSystems(systems, answer, known));
  }
}

function withShape<Body>(shape: z.ZodType<Body>, body: unknown, judge: (body: Body) => string[]): string[] {
  const parsed = shape.safeParse(body);
  if (parsed.success) return judge(parsed.data);
  return parsed.error.issues.slice(0, 3).map(({ path, message }) => `body ${path.join('.')}: ${message}`);
}

/** An event once seen is there for ever: 404s are not cached, so no staleness excuses one. */
function judgeAbsent(eventId: string, { sentAtMs }: Answer, known: Knowledge): string[] {
  const row = rowOf(eventId);
  const seenAtMs = row === undefined ? undefined : known.seenAtMs(row);
  if (seenAtMs === undefined || seenAtMs > sentAtMs) return [];
  return [`${eventId} is not found, but was answered ${seconds(sentAtMs - seenAtMs)} before`];
}

function judgeFlight(flight: AnsweredFlight, asked: string, answer: Answer, known: Knowledge): string[] {
  if (flight.event_id !== asked) return [`asked for ${asked}, got ${flight.event_id}`];
  return judgeEvent(flight, answer, known);
}

function judgeEvent(flight: AnsweredFlight, answer: Answer, known: Knowledge): string[] {
  const row = rowOf(flight.event_id);
  if (row === undefined || row > known.handedOver(answer.receivedAtMs)) {
    return [`${flight.event_id} was never published`];
  }
  known.see(row, answer.receivedAtMs);
  return differences(flight, known.expected(row));
}

function judgeList(
  flights: readonly AnsweredFlight[],
  { origin, destination }: { readonly origin: string; readonly destination: string },
  answer: Answer,
  known: Knowledge,
): string[] {
  const wrong: string[] = [];
  const ids = new Set(flights.map(({ event_id }) => event_id));
  if (ids.size < flights.length) wrong.push(`${flights.length - ids.size} flights are answered twice`);
  const route = routeOf({ origin, destination });
  for (const flight of flights) {
    if (routeOf(flight) !== route) wrong.push(`${flight.event_id} flies ${routeOf(flight)}, not ${route}`);
    wrong.push(...judgeEvent(flight, answer, known));
  }
  if (!ordered(flights, ({ occurred_at, event_id }) => [-Date.parse(occurred_at), event_id])) {
    wrong.push('flights are not ordered by departure, newest first');
  }
  const horizon = horizonMs(answer);
  const absent = known
    .rowsOf(route, answer.receivedAtMs)
    .filter((row) => (known.seenAtMs(row) ?? Number.POSITIVE_INFINITY) <= horizon && !ids.has(`soak-${row}`));
  if (absent.length > 0) wrong.push(`soak-${absent[0]} is missing, though it was answered long before`);
  return wrong;
}

function judgeRoutes(
  routes: z.output<typeof routesShape>['routes'],
  origin: string | undefined,
  answer: Answer,
  known: Knowledge,
): string[] {
  const wrong: string[] = [];
  const names = new Set(routes.map(routeOf));
  if (names.size < routes.length) wrong.push('a route is answered twice');
  if (!ordered(routes, (route) => [-route.flights, route.origin, route.destination])) {
    wrong.push('routes are not ordered by flights, origin, destination');
  }
  for (const route of routes) {
    if (origin !== undefined && route.origin !== origin)
      wrong.push(`${routeOf(route)} is not from ${origin}`);
    wrong.push(...known.judgeCount(routeOf(route), route.flights, answer));
    const delays = known
      .rowsOf(routeOf(route), answer.receivedAtMs)
      .map((row) => known.expected(row).delay_minutes);
    wrong.push(...outside(route, delays));
  }
  return wrong;
}

function judgeSystems(
  systems: z.output<typeof systemsShape>['systems'],
  answer: Answer,
  known: Knowledge,
): string[] {
  const wrong = systems.flatMap(({ system, flights }) => known.judgeCount(system, flights, answer));
  const total = systems.reduce((sum, { flights }) => sum + flights, 0);
  wrong.push(...known.judgeCount(TOTAL, total, answer));
  if (!ordered(systems, ({ system }) => [system])) wrong.push('systems are not ordered by name');
  for (const { system, last_ingested_at, freshness_seconds } of systems) {
    const ahead = Date.parse(last_ingested_at) - answer.receivedAtMs;
    if (ahead > 0) wrong.push(`${system} was last ingested ${seconds(ahead)} in the future`);
    // The answer itself says how old it was when it was made.
    const madeAtMs = Date.parse(last_ingested_at) + freshness_seconds * 1_000;
    if (madeAtMs < horizonMs(answer)) {
      wrong.push(`${system} is answered as of ${seconds(answer.sentAtMs - madeAtMs)} ago: too stale`);
    }
  }
  return wrong;
}

function ordered<Item>(items: readonly Item[], key: (item: Item) => readonly (string | number)[]): boolean {
  return items.every((item, index) => {
    const before = items[index - 1];
    return before === undefined || compare(key(before), key(item)) < 0;
  });
}

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined || left === right) continue;
    return left < right ? -1 : 1;
  }
  return 0;
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
