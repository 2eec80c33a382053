import { Agent, type ClientRequest, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Question, Questions } from '../mix/questions.ts';
import type { Outcome, Sample } from '../sample.ts';

export interface OpenLoopSettings {
  /** Due times in ms from the start, ascending. */
  readonly arrivals: Iterable<number>;
  readonly questions: Questions;
  /** Origins without a slash at the end. */
  readonly url: string;
  readonly controlUrl?: string | undefined;
  readonly timeoutMs: number;
  /** Requests under way at once; one more is not sent, and counted as that. */
  readonly maxInFlight: number;
  readonly record: (sample: Sample) => void;
  /** Ends the run early: what is under way is counted as unfinished. */
  readonly signal: AbortSignal;
}

export interface OpenLoopReport {
  /** Requests that were due, sent or not. */
  readonly due: number;
  /** How late each request was sent after it was due, in ms: the sender's own share of the latency. */
  readonly lateMs: readonly number[];
  readonly unfinished: number;
}

/** How often requests that wait too long are looked for: a tenth of the shortest sensible timeout. */
const SWEEP_EVERY_MS = 100;

interface InFlight {
  readonly dueAt: number;
  readonly question: Question;
  readonly call: ClientRequest;
}

/**
 * Sends each request when it is due, whatever has become of those before it: a server that stalls gets the
 * requests it would get from independent callers, and what they wait counts from the due time. A closed loop
 * would send nothing meanwhile and measure one slow answer ("coordinated omission").
 */
export async function sendOpenLoop(settings: OpenLoopSettings): Promise<OpenLoopReport> {
  const { questions, url, controlUrl = url, timeoutMs, maxInFlight, record, signal } = settings;
  // A socket each for however many wait, as so many callers would have.
  const agent = new Agent({
    keepAlive: true,
    maxSockets: Number.POSITIVE_INFINITY,
    maxFreeSockets: maxInFlight,
  });
  const targets = { api: targetOf(url), control: targetOf(controlUrl) };
  const inFlight = new Set<InFlight>();
  const lateMs: number[] = [];
  let due = 0;
  let unfinished = 0;
  const startedAt = performance.now();

  const settle = (one: InFlight, outcome: Outcome, at = performance.now()): void => {
    // Whatever happens to a request after its end (a reset after the timeout) is no second end.
    if (!inFlight.delete(one)) return;
    const { dueAt, question } = one;
    if (outcome === 'unfinished') unfinished++;
    record({
      atMs: dueAt - startedAt,
      latencyMs: at - dueAt,
      outcome,
      endpoint: question.endpoint,
      control: question.control,
    });
  };

  const send = (dueAt: number): void => {
    due++;
    const question = questions.next();
    if (inFlight.size >= maxInFlight) {
      record({
        atMs: dueAt - startedAt,
        latencyMs: timeoutMs,
        outcome: 'not-sent',
        endpoint: question.endpoint,
        control: question.control,
      });
      return;
    }
    const { control, method, path, headers } = question;
    const call = request({ ...targets[control ? 'control' : 'api'], agent, method, path, headers });
    const one = { dueAt, question, call };
    inFlight.add(one);
    call.once('response', (response) => {
      response.once('end', () => {
        questions.answered(question, response.headers.etag);
        settle(one, response.statusCode ?? 0);
      });
      // A body that is cut off has no end.
      response.once('close', () => settle(one, 'reset'));
      response.on('error', () => {});
      response.resume();
    });
    call.on('error', (error: NodeJS.ErrnoException) =>
      settle(one, error.code === 'ECONNREFUSED' ? 'refused' : 'reset'),
    );
    call.end();
    lateMs.push(performance.now() - dueAt);
  };

  const giveUp = (outcome: 'timeout' | 'unfinished', waitedMs: number): void => {
    const now = performance.now();
    for (const one of inFlight) {
      // In the order of their due times: the rest waits less.
      if (now - one.dueAt < waitedMs) return;
      settle(one, outcome, now);
      one.call.destroy();
    }
  };
  const sweep = setInterval(() => giveUp('timeout', timeoutMs), SWEEP_EVERY_MS);

  try {
    for (const dueMs of settings.arrivals) {
      const dueAt = startedAt + dueMs;
      const wait = dueAt - performance.now();
      // Timers fire a millisecond late at best; whoever is due by then goes out together.
      if (wait > 0.5) await delay(wait, undefined, { signal }).catch(() => {});
      if (signal.aborted) break;
      send(dueAt);
    }
    const until = performance.now() + timeoutMs;
    while (inFlight.size > 0 && !signal.aborted && performance.now() < until) {
      await delay(Math.min(SWEEP_EVERY_MS, timeoutMs), undefined, { signal }).catch(() => {});
    }
    giveUp('unfinished', 0);
  } finally {
    clearInterval(sweep);
    agent.destroy();
  }
  return { due, lateMs, unfinished };
}

function targetOf(url: string): { host: string; port: string } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: port === '' ? '80' : port };
}
