import { seededRandom } from '@flightdeck/random';
import { afterEach, describe, expect, it } from '@jest/globals';
import { arrivals } from '../src/arrivals/arrivals.ts';
import { createQuestions } from '../src/mix/questions.ts';
import type { Sample } from '../src/sample.ts';
import { sendClosedLoop } from '../src/send/closed-loop.ts';
import { sendOpenLoop } from '../src/send/open-loop.ts';
import { percentile } from '../src/statistics/percentile.ts';
import { type Behaviour, refusingUrl, startServer, type TestServer } from './servers.ts';

const servers: TestServer[] = [];
const NEVER = new AbortController().signal;
const ONE = [{ name: 'one', weight: 1, path: () => '/one', conditional: 1 }];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function start(behave: Behaviour): Promise<TestServer> {
  const server = await startServer(behave);
  servers.push(server);
  return server;
}

const questions = () => createQuestions(ONE, seededRandom(1));
const latencies = (samples: readonly Sample[]): number[] => samples.map(({ latencyMs }) => latencyMs);
const outcomes = (samples: readonly Sample[]): Set<unknown> => new Set(samples.map(({ outcome }) => outcome));

async function openLoop(url: string, { rate = 100, seconds = 2, timeoutMs = 10_000, signal = NEVER } = {}) {
  const samples: Sample[] = [];
  const report = await sendOpenLoop({
    arrivals: arrivals([{ name: 'test', seconds, rate }], seededRandom(1).next),
    questions: questions(),
    url,
    timeoutMs,
    maxInFlight: 2_000,
    record: (sample) => samples.push(sample),
    signal,
  });
  return { samples, report };
}

async function closedLoop(url: string, { connections = 4, seconds = 1 } = {}) {
  const samples: Sample[] = [];
  const report = await sendClosedLoop({
    url,
    questions: questions(),
    connections,
    seconds,
    timeoutMs: 10_000,
    record: (sample) => samples.push(sample),
    signal: NEVER,
  });
  return { samples, report };
}

const STALL_AFTER_MS = 500;
const STALL_MS = 1_000;

/** Answers at once, but for one second not at all: who comes then waits until its end. */
function stallingServer(): Promise<TestServer> {
  let firstAt: number | undefined;
  return start((_req, res) => {
    firstAt ??= performance.now();
    const left = firstAt + STALL_AFTER_MS + STALL_MS - performance.now();
    setTimeout(() => res.end('ok'), left > 0 && left < STALL_MS ? left : 0);
  });
}

describe('the open-loop sender', () => {
  it('shows a stall in p99, where a closed loop shows one slow answer per connection', async () => {
    const open = await openLoop((await stallingServer()).url, { rate: 200, seconds: 4 });
    expect(outcomes(open.samples)).toEqual(new Set([200]));
    // A quarter of the run stalls: whoever came in its first half waited for half a second or more.
    expect(percentile(latencies(open.samples), 0.99)).toBeGreaterThan(0.7 * STALL_MS);

    const closed = await closedLoop((await stallingServer()).url, { connections: 2, seconds: 4 });
    // The stall hits one request of each connection: the loop sends nothing else meanwhile.
    const slow = closed.samples.filter(({ latencyMs }) => latencyMs > 0.7 * STALL_MS);
    expect(slow.length).toBeGreaterThan(0);
    expect(slow.length).toBeLessThan(open.samples.length / 20);
  });

  it('sends every request that is due and takes the ETag along', async () => {
    let conditional = 0;
    const server = await start((req, res) => {
      if (req.headers['if-none-match'] === '"x"') conditional++;
      res.setHeader('ETag', '"x"').end('ok');
    });
    const { samples, report } = await openLoop(server.url);
    expect(samples).toHaveLength(report.due);
    expect(server.requests()).toBe(report.due);
    expect(conditional).toBeGreaterThan(0);
  });

  it('names what has no answer: cut off, reset, refused', async () => {
    const cutting = await start((_req, res) => {
      res.writeHead(200, { 'Content-Length': 100 }).write('half');
      setTimeout(() => res.destroy(), 5);
    });
    expect(outcomes((await openLoop(cutting.url)).samples)).toEqual(new Set(['reset']));
    const resetting = await start((req) => void req.socket.resetAndDestroy());
    expect(outcomes((await openLoop(resetting.url)).samples)).toEqual(new Set(['reset']));
    expect(outcomes((await openLoop(await refusingUrl())).samples)).toEqual(new Set(['refused']));
  });

  it('counts what is never answered, with what it waited', async () => {
    const TIMEOUT_MS = 300;
    const silent = await start(() => {});
    const { samples, report } = await openLoop(silent.url, { timeoutMs: TIMEOUT_MS });
    expect(samples).toHaveLength(report.due);
    expect(new Set(samples.map(({ outcome }) => outcome))).toContain('timeout');
    for (const { outcome, latencyMs } of samples) {
      expect(['timeout', 'unfinished']).toContain(outcome);
      if (outcome === 'timeout') expect(latencyMs).toBeGreaterThanOrEqual(TIMEOUT_MS);
    }
  });

  it('holds no more requests than it may, and counts those it did not send', async () => {
    const TIMEOUT_MS = 600_000;
    const stop = new AbortController();
    const silent = await start(() => {});
    const unsent: Sample[] = [];
    const report = await sendOpenLoop({
      arrivals: arrivals([{ name: 'test', seconds: 600, rate: 100 }], seededRandom(1).next),
      questions: questions(),
      url: silent.url,
      timeoutMs: TIMEOUT_MS,
      maxInFlight: 10,
      record: (sample) => {
        if (sample.outcome === 'not-sent') unsent.push(sample);
        if (unsent.length === 50) stop.abort();
      },
      signal: stop.signal,
    });
    expect(report.unfinished).toBe(10);
    expect(unsent).toHaveLength(report.due - 10);
    expect(unsent[0]?.latencyMs).toBe(TIMEOUT_MS);
  });

  it('stops when told and counts what was under way as unfinished', async () => {
    const stop = new AbortController();
    const silent = await start((_req, _res, number) => {
      if (number === 20) stop.abort();
    });
    const { samples, report } = await openLoop(silent.url, { seconds: 600, signal: stop.signal });
    expect(report.unfinished).toBe(report.due);
    expect(outcomes(samples)).toEqual(new Set(['unfinished']));
  });

  it('asks the baseline for its share', async () => {
    const api = await start((_req, res) => res.end('api'));
    const bare = await start((_req, res) => res.end('bare'));
    const samples: Sample[] = [];
    await sendOpenLoop({
      arrivals: arrivals([{ name: 'test', seconds: 2, rate: 200 }], seededRandom(1).next),
      questions: createQuestions(ONE, seededRandom(1), 0.25),
      url: api.url,
      controlUrl: bare.url,
      timeoutMs: 10_000,
      maxInFlight: 1_000,
      record: (sample) => samples.push(sample),
      signal: NEVER,
    });
    expect(samples.filter(({ control }) => control)).toHaveLength(bare.requests());
    expect(bare.requests() / samples.length).toBeCloseTo(0.25, 1);
  });
});

describe('the closed-loop sender', () => {
  it('keeps each connection busy and records every answer with its endpoint', async () => {
    const server = await start((_req, res) => res.end('ok'));
    const { samples, report } = await closedLoop(server.url);
    expect(samples.length).toBeGreaterThan(20);
    expect(samples.every(({ endpoint, outcome }) => endpoint === 'one' && outcome === 200)).toBe(true);
    expect(report.reconnects).toBe(0);
  });

  it('does not pair answers with the requests of lost connections', async () => {
    // Every tenth request is dropped; the connection's next answer belongs to the request after it.
    const server = await start((req, res, number) => {
      if (number % 10 === 0) req.socket.end();
      else res.end(String(number));
    });
    const { samples, report } = await closedLoop(server.url, { seconds: 3 });
    const answered = samples.filter(({ outcome }) => outcome === 200);
    expect(report.reconnects).toBeGreaterThan(10);
    expect(samples.filter(({ outcome }) => outcome === 'reset')).toHaveLength(report.reconnects);
    // Wrong pairs would be tens of requests apart in the end, and further apart with every connection lost.
    const half = Math.floor(answered.length / 2);
    const first = percentile(latencies(answered.slice(0, half)), 0.5);
    const second = percentile(latencies(answered.slice(half)), 0.5);
    expect(second).toBeLessThan(first * 5);
  });

  it('ends when connections are refused', async () => {
    const { samples } = await closedLoop(await refusingUrl());
    expect(outcomes(samples)).toEqual(new Set(['refused']));
  });
});
