import type { SeededRandom } from '@flightdeck/random';
import type { Question } from './answer.ts';
import { DATA_SET, type SourceFlights } from './flights.ts';

/** Rows that were published just now: where a loss or a duplicate would show first. */
const RECENT_ROWS = 500;

/** What is asked, by weight: routes are the dearest query. */
const MIX: readonly {
  readonly weight: number;
  readonly ask: (random: SeededRandom, rows: Rows) => Question;
}[] = [
  {
    weight: 5,
    ask: (random, { published }) => flight(random.whole(Math.max(1, published - RECENT_ROWS), published)),
  },
  { weight: 3, ask: (random, { published }) => flight(random.whole(1, published)) },
  { weight: 1, ask: (random, { flights }) => neverPublished(random, flights) },
  { weight: 3, ask: () => ({ of: 'systems', path: '/v1/systems' }) },
  { weight: 3, ask: list },
  { weight: 2, ask: routesFrom },
  { weight: 1, ask: () => ({ of: 'routes', path: `/v1/routes?page_size=${MAX_PAGE_SIZE}` }) },
];

/** The API cuts a larger page to this. */
export const MAX_PAGE_SIZE = 1_000;

interface Rows {
  readonly flights: SourceFlights;
  /** Rows that may have been published, at least 1. */
  readonly published: number;
}

/** The next question, by chance. */
export function nextQuestion(random: SeededRandom, rows: Rows): Question {
  let left = random.whole(
    1,
    MIX.reduce((sum, { weight }) => sum + weight, 0),
  );
  for (const { weight, ask } of MIX) {
    left -= weight;
    if (left <= 0) return ask(random, rows);
  }
  throw new Error('the weights do not add up');
}

const flightById = (eventId: string): Question => ({
  of: 'flight',
  path: `/v1/flights/${eventId}`,
  eventId,
});
const flight = (row: number): Question => flightById(`${DATA_SET}-${row}`);

/** Ids past the end of the source, and of poison: whatever happens, these are no flights. */
function neverPublished(random: SeededRandom, { total }: SourceFlights): Question {
  return flightById(
    random.pick([`${DATA_SET}-${total + random.whole(1, 1_000)}`, `poison-step-1-${random.whole(0, 9)}`]),
  );
}

function list(random: SeededRandom, { flights, published }: Rows): Question {
  const { origin, destination } = flights.row(random.whole(1, published));
  const path = `/v1/flights?origin=${origin}&destination=${destination}&page_size=${MAX_PAGE_SIZE}`;
  return { of: 'flights', path, origin, destination };
}

function routesFrom(random: SeededRandom, { flights, published }: Rows): Question {
  const { origin } = flights.row(random.whole(1, published));
  return { of: 'routes', path: `/v1/routes?origin=${origin}&page_size=${MAX_PAGE_SIZE}`, origin };
}
