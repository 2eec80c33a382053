import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Answer, Question } from './answer.ts';
import { TOTAL } from './ceilings.ts';
import { expectedEvent, type SourceRow, sourceFlights } from './flights.ts';
import { judgeAnswer } from './judge-answer.ts';
import { Knowledge } from './knowledge.ts';

const ROWS: SourceRow[] = [
  { date: '2001/01/01 00:47', delay: 66, distance: 1750, origin: 'DTW', destination: 'LAS' },
  { date: '2001/01/01 01:10', delay: 95, distance: 2399, origin: 'HNL', destination: 'SFO' },
  { date: '2001/01/01 01:24', delay: -5, distance: 407, origin: 'LAS', destination: 'OAK' },
];
const SYSTEMS = 5;
const START_MS = Date.parse('2026-01-01T00:00:00Z');
const flights = sourceFlights(ROWS, { total: 300, systems: SYSTEMS, first: 0 });
let known: Knowledge;

/** 30 rows handed over so far, at ten a second. */
beforeEach(() => {
  known = new Knowledge(flights, 10);
  known.publishedUpTo(30, START_MS);
});

/** @param afterSeconds since the 30 rows were handed over */
function answer(question: Question, body: unknown, afterSeconds = 0, more: Partial<Answer> = {}): Answer {
  const sentAtMs = START_MS + afterSeconds * 1_000;
  return { question, sentAtMs, receivedAtMs: sentAtMs + 20, status: 200, body, stale: false, ...more };
}

const flight = (row: number): Question => ({
  of: 'flight',
  path: `/v1/flights/soak-${row}`,
  eventId: `soak-${row}`,
});
const stored = (row: number) => ({ ...expectedEvent(flights, row), ingested_at: '2026-01-01T00:00:00.123Z' });
const SYSTEM_LIST: Question = { of: 'systems', path: '/v1/systems' };
const systems = (counts: Record<string, number>, lastIngestedAt = '2025-12-31T23:59:59Z') => ({
  systems: Object.entries(counts).map(([system, count]) => ({
    system,
    flights: count,
    newest_occurred_at: '2001-01-01T01:24:00Z',
    last_ingested_at: lastIngestedAt,
    freshness_seconds: 1,
  })),
});
const [ofDetroit, ofHonolulu] = [expectedEvent(flights, 1).system, expectedEvent(flights, 2).system];
const ROUTES: Question = { of: 'routes', path: '/v1/routes?page_size=1000' };
const route = (count: number, delays: Partial<Record<string, number>> = {}) => ({
  ...{ origin: 'DTW', destination: 'LAS', flights: count },
  ...{ mean_delay_minutes: 66, p50_delay_minutes: 66, p95_delay_minutes: 66, ...delays },
});
const routes = (...list: object[]) => ({ routes: list, next_page_token: '' });

describe('a flight', () => {
  it('is right when every field is the source’s', () => {
    expect(judgeAnswer(answer(flight(3), stored(3)), known)).toEqual([]);
  });

  it.each([
    ['delay_minutes', 1],
    ['distance_miles', 408],
    ['origin', 'LAX'],
    ['system', 'system-99'],
    ['occurred_at', '2001-01-01T01:25:00Z'],
  ])('is wrong when %s is not', (field, value) => {
    const wrong = judgeAnswer(answer(flight(3), { ...stored(3), [field]: value }), known);
    expect(wrong).toEqual([expect.stringContaining(`soak-3: ${field} is`)]);
  });

  it('is wrong when it is another one, was never published, or has another shape', () => {
    expect(judgeAnswer(answer(flight(3), stored(6)), known)).toEqual(['asked for soak-3, got soak-6']);
    expect(judgeAnswer(answer(flight(299), stored(299)), known)).toEqual(['soak-299 was never published']);
    expect(judgeAnswer(answer(flight(3), { ...stored(3), extra: 1 }), known)).toHaveLength(1);
    expect(judgeAnswer(answer(flight(3), 'half an ans'), known)).toHaveLength(1);
  });

  it('may not be found until it was answered once, never after', () => {
    const absent = (afterSeconds: number): Answer =>
      answer(flight(3), { type: 'x', title: 'y', status: 404 }, afterSeconds, { status: 404 });
    expect(judgeAnswer(absent(0), known)).toEqual([]);
    judgeAnswer(answer(flight(3), stored(3), 1), known);
    expect(judgeAnswer(absent(5), known)).toEqual(['soak-3 is not found, but was answered 4.0 s before']);
  });

  it('may be refused with a problem document, and with nothing else', () => {
    const refused = (status: number, body: unknown): string[] =>
      judgeAnswer(answer(flight(3), body, 0, { status }), known);
    expect(refused(503, { type: 'x', title: 'y', status: 503 })).toEqual([]);
    expect(refused(429, { type: 'x', title: 'y', status: 429 })).toEqual([]);
    expect(refused(503, stored(3))).toEqual(['503 without a problem document']);
    expect(refused(400, {})).toEqual(['status 400 for a good request']);
  });
});

describe('counts', () => {
  it('may lag, and may not exceed what was published', () => {
    expect(judgeAnswer(answer(SYSTEM_LIST, systems({ [ofDetroit]: 1 })), known)).toEqual([]);
    const wrong = judgeAnswer(answer(SYSTEM_LIST, systems({ [ofDetroit]: 400 })), known);
    expect(wrong[0]).toMatch(/400 flights, but at most \d+ were published/);
  });

  it('never go back for the same question', () => {
    judgeAnswer(answer(SYSTEM_LIST, systems({ [ofHonolulu]: 8 })), known);
    expect(judgeAnswer(answer(SYSTEM_LIST, systems({ [ofHonolulu]: 7 }), 1), known)[0]).toMatch(
      /7 flights, but the same question was answered 8 before/,
    );
  });

  it('show within freshness and deadline what must be visible, and later only when said to be stale', () => {
    known.prove(TOTAL, 20, START_MS);
    // Each answer is under way for 20 ms.
    const few = systems({ [ofHonolulu]: 5 }, '2026-01-01T00:00:01Z');
    expect(judgeAnswer(answer(SYSTEM_LIST, few, 8), known)).toEqual([]);
    expect(judgeAnswer(answer(SYSTEM_LIST, few, 8.1, { stale: true }), known)).toEqual([]);
    expect(judgeAnswer(answer(SYSTEM_LIST, few, 8.1), known)).toEqual([
      'total: 5 flights, but 20 were visible long before',
    ]);
  });

  it('are not answered as of long ago', () => {
    const old = systems({ [ofHonolulu]: 5 }, '2025-12-31T23:50:00Z');
    expect(judgeAnswer(answer(SYSTEM_LIST, old), known)[0]).toMatch(/too stale/);
    expect(judgeAnswer(answer(SYSTEM_LIST, old, 0, { stale: true }), known)).toEqual([]);
  });
});

describe('routes', () => {
  it('are right with delays that their flights can have', () => {
    expect(judgeAnswer(answer(ROUTES, routes(route(10))), known)).toEqual([]);
    expect(judgeAnswer(answer(ROUTES, routes(route(10, { p95_delay_minutes: 67 }))), known)[0]).toMatch(
      /cannot come of its flights/,
    );
  });

  it('are wrong twice, out of order, or of another origin', () => {
    expect(judgeAnswer(answer(ROUTES, routes(route(10), route(10))), known)).toContain(
      'a route is answered twice',
    );
    const other = { ...route(5), origin: 'LAS', destination: 'OAK' };
    const early = { ...other, mean_delay_minutes: -5, p50_delay_minutes: -5, p95_delay_minutes: -5 };
    expect(judgeAnswer(answer(ROUTES, routes(early, route(10))), known)).toEqual([
      'routes are not ordered by flights, origin, destination',
    ]);
    const fromHonolulu: Question = { of: 'routes', path: '/v1/routes?origin=HNL', origin: 'HNL' };
    expect(judgeAnswer(answer(fromHonolulu, routes(route(10))), known)).toEqual(['DTW-LAS is not from HNL']);
  });
});

describe('a list', () => {
  const LIST: Question = { of: 'flights', path: '/v1/flights?x', origin: 'DTW', destination: 'LAS' };
  const list = (...rows: number[]) => ({ flights: rows.map(stored), next_page_token: '' });

  it('has each flight once, of the right route, in order', () => {
    expect(judgeAnswer(answer(LIST, list(1, 4, 7)), known)).toEqual([]);
    expect(judgeAnswer(answer(LIST, list(1, 1)), known)).toContain('1 flights are answered twice');
    expect(judgeAnswer(answer(LIST, list(4, 1)), known)).toEqual([expect.stringContaining('not ordered')]);
    expect(judgeAnswer(answer(LIST, list(3)), known)).toEqual(['soak-3 flies LAS-OAK, not DTW-LAS']);
  });

  it('lacks nothing that was answered long before', () => {
    judgeAnswer(answer(LIST, list(1, 4)), known);
    expect(judgeAnswer(answer(LIST, list(1), 7), known)).toEqual([]);
    expect(judgeAnswer(answer(LIST, list(1), 9), known)).toEqual([
      expect.stringContaining('soak-4 is missing'),
    ]);
  });
});
