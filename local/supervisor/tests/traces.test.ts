import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningPipeline, startPipeline, until } from './running.ts';

interface Link {
  readonly trace_id: string;
  readonly span_id: string;
  readonly name: string | null;
}

interface Span {
  readonly span_id: string;
  readonly parent_span_id: string | null;
  readonly name: string;
  readonly kind: string;
  readonly service: string;
  readonly status: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly Link[];
  readonly linked_from: readonly Link[];
}

let pipeline: RunningPipeline;
beforeAll(async () => {
  // Fast enough that messages of several publish requests share a write.
  pipeline = await startPipeline(['--no-console', '--no-consumer', '--rate', '500']);
});
afterAll(() => pipeline?.stop());

/** The spans of a trace by its id; nothing while monitoring does not hold it. */
async function spansOf(traceId: string): Promise<readonly Span[] | undefined> {
  const response = await fetch(`${pipeline.monitoring}/_flightdeck/traces/${traceId}`);
  return response.ok ? ((await response.json()) as { spans: readonly Span[] }).spans : undefined;
}

async function idsOf(service: string): Promise<readonly string[]> {
  const response = await fetch(`${pipeline.monitoring}/_flightdeck/traces?service=${service}&limit=200`);
  const { traces } = (await response.json()) as { traces: readonly { trace_id: string }[] };
  return traces.map(({ trace_id: id }) => id);
}

/** Waits for a trace of this service that has these spans; spans of one trace arrive one process at a time. */
function traceOf(service: string, wanted: (spans: readonly Span[]) => boolean): Promise<readonly Span[]> {
  return until(`a trace of ${service}: ${wanted}`, async () => {
    for (const id of await idsOf(service)) {
      const spans = await spansOf(id);
      if (spans !== undefined && wanted(spans)) return spans;
    }
    return undefined;
  });
}

const named = (spans: readonly Span[], name: string): Span | undefined =>
  spans.find((span) => span.name === name);

/** From the named span up to the root. */
function wayTo(spans: readonly Span[], name: string): string[] {
  const way: string[] = [];
  for (let at = named(spans, name); at !== undefined; ) {
    way.unshift(`${at.service}: ${at.name}`);
    const parent: string | null = at.parent_span_id;
    at = spans.find(({ span_id: id }) => id === parent);
  }
  return way;
}

const APPEND = 'flight_events append';
const PROCESS = 'flights-subscriber process';

describe('traces, read by id', () => {
  it('lead from publish to the stored row', async () => {
    const spans = await traceOf('publisher', (all) => named(all, APPEND) !== undefined);
    expect(wayTo(spans, APPEND)).toEqual([
      'publisher: flights publish',
      `subscriber: ${PROCESS}`,
      `subscriber: ${APPEND}`,
    ]);
    const process = named(spans, PROCESS);
    expect(named(spans, APPEND)?.links).toContainEqual(
      expect.objectContaining({ span_id: process?.span_id }),
    );
    const eventId = String(process?.attributes['flightdeck.event_id']);
    expect(named(spans, 'flights publish')?.attributes['flightdeck.event_id']).toBe(eventId);
    const stored = await fetch(`${pipeline.api}/v1/flights/${eventId}`);
    expect({ status: stored.status, body: await stored.json() }).toMatchObject({
      status: 200,
      body: { event_id: eventId },
    });
  });

  it('link a write that several messages share with each of them', async () => {
    const spans = await traceOf('publisher', (all) => (named(all, APPEND)?.links.length ?? 0) > 1);
    const append = named(spans, APPEND);
    for (const link of append?.links ?? []) {
      const linked = await until(`trace ${link.trace_id}`, () => spansOf(link.trace_id));
      const process = linked.find(({ span_id: id }) => id === link.span_id);
      expect(process?.name).toBe(PROCESS);
      expect(process?.linked_from).toContainEqual(expect.objectContaining({ span_id: append?.span_id }));
    }
  });

  it('lead from a GET through the cache to the query', async () => {
    const ask = async (): Promise<{ traceId: string; cache: string }> => {
      const traceId = randomBytes(16).toString('hex');
      const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
      const url = `${pipeline.api}/v1/routes?origin=ATL&page_size=2`;
      const answer = await fetch(url, { headers: { traceparent } });
      expect(answer.status).toBe(200);
      await answer.arrayBuffer();
      return { traceId, cache: answer.headers.get('cache-status') ?? '' };
    };
    const read = ({ traceId }: { traceId: string }) => until(`trace ${traceId}`, () => spansOf(traceId));

    const miss = await read(await ask());
    expect(wayTo(miss, 'query routes')).toEqual([
      'api: GET /v1/routes',
      'api: answer cache',
      'api: query routes',
    ]);
    expect(named(miss, 'answer cache')?.attributes).toMatchObject({ 'flightdeck.cache': 'miss' });

    const atHand = await until('an answer from the cache', async () => {
      const asked = await ask();
      return asked.cache.endsWith('; hit') && asked;
    });
    const hit = await read(atHand);
    expect(hit.map(({ name }) => name)).toEqual(['GET /v1/routes']);
    expect(hit[0]?.attributes).toMatchObject({ 'flightdeck.cache': 'hit', 'http.response.status_code': 200 });
  });

  it('show both ways in one for a canary probe', async () => {
    const found = 'query flight';
    const spans = await traceOf(
      'canary',
      (all) =>
        named(all, 'canary probe') !== undefined &&
        named(all, APPEND) !== undefined &&
        named(all, found) !== undefined,
    );
    expect(wayTo(spans, APPEND)).toEqual([
      'canary: canary probe',
      'canary: flights publish',
      `subscriber: ${PROCESS}`,
      `subscriber: ${APPEND}`,
    ]);
    expect(wayTo(spans, found)).toEqual([
      'canary: canary probe',
      'api: GET /v1/flights/{event_id}',
      'api: answer cache',
      `api: ${found}`,
    ]);
  });

  it('answer 404 with a reason for an id that is not held', async () => {
    const response = await fetch(`${pipeline.monitoring}/_flightdeck/traces/${'0'.repeat(32)}`);
    expect({ status: response.status, body: await response.json() }).toMatchObject({
      status: 404,
      body: { error: { status: 'NOT_FOUND' } },
    });
  });
});
