import autocannon from 'autocannon';
import type { Question, Questions } from '../mix/questions.ts';
import type { Sample } from '../sample.ts';

export interface ClosedLoopSettings {
  readonly url: string;
  readonly questions: Questions;
  /** Each sends its next request when it has its answer. */
  readonly connections: number;
  readonly seconds: number;
  readonly timeoutMs: number;
  readonly record: (sample: Sample) => void;
  readonly signal: AbortSignal;
}

export interface ClosedLoopReport {
  /** Connections lost and made anew while a request waited on them. */
  readonly reconnects: number;
}

/** Short, so that a run ends when it is over and not a second later. */
const SAMPLE_INTERVAL_MS = 100;
/** A server that refuses connections is asked in a tight loop; after this many errors that is known. */
const BAIL_OUT_AFTER_ERRORS = 5_000;

/** The parts of autocannon's client that its types leave out. */
interface Internals {
  on(event: 'connError', listener: (error: NodeJS.ErrnoException) => void): void;
  _connect: () => void;
  destroyed: boolean;
  pipelinedRequests: { size(): number; clear(): void };
  parser: { reinitialize(type: string): void };
}

interface Context {
  question?: Question;
}

/**
 * Runs autocannon and records every answer. It gets no rate: with one it holds back on each connection instead
 * of sending when due, and corrects latencies with seconds taken for milliseconds. Its own histogram, of whole
 * milliseconds, is not used.
 */
export async function sendClosedLoop(settings: ClosedLoopSettings): Promise<ClosedLoopReport> {
  const { url, questions, connections, seconds, timeoutMs, record, signal } = settings;
  const startedAt = performance.now();
  let reconnects = 0;
  let answered: Question | undefined;

  const lost = (outcome: 'reset' | 'refused' | 'timeout', latencyMs = 0): void =>
    record({ atMs: performance.now() - startedAt, latencyMs, outcome, endpoint: 'unknown', control: false });

  const finished = Promise.withResolvers<void>();
  const options: autocannon.Options = {
    url,
    connections,
    duration: seconds,
    timeout: Math.max(1, Math.ceil(timeoutMs / 1000)),
    sampleInt: SAMPLE_INTERVAL_MS,
    bailout: BAIL_OUT_AFTER_ERRORS,
    requests: [
      {
        setupRequest: (defaults, context) => {
          const question = questions.next();
          (context as Context).question = question;
          return { ...defaults, method: question.method, path: question.path, headers: question.headers };
        },
        onResponse: (_status, _body, context, headers) => {
          answered = (context as Context).question;
          if (answered !== undefined) questions.answered(answered, etagOf(headers));
        },
      },
    ],
    setupClient: (client) =>
      forgetOnReconnect(client as unknown as Internals, (outcome) => {
        reconnects++;
        lost(outcome);
      }),
  };
  const running = autocannon(options, (error) => (error ? finished.reject(error) : finished.resolve()));
  // Comes in the same turn as onResponse: `answered` is the question of this answer.
  running.on('response', (_client, status, _bytes, latencyMs) => {
    record({
      atMs: performance.now() - startedAt - latencyMs,
      latencyMs,
      outcome: status,
      endpoint: answered?.endpoint ?? 'unknown',
      control: false,
    });
  });
  running.on('reqError', (error: Error) => {
    // Other errors end the connection; the request on it is counted when it is made anew.
    if (error.message === 'request timed out') lost('timeout', timeoutMs);
  });
  const stop = (): void => running.stop();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    await finished.promise;
  } finally {
    signal.removeEventListener('abort', stop);
  }
  return { reconnects };
}

/**
 * autocannon keeps the requests of a lost connection as pending: every later answer is then paired with an
 * earlier request's start, and latencies grow without end. A server that closes is not even an error there.
 */
function forgetOnReconnect(client: Internals, onLost: (outcome: 'reset' | 'refused') => void): void {
  const connect = client._connect;
  let refused = false;
  client._connect = function reconnect(this: Internals) {
    if (this.pipelinedRequests.size() > 0) {
      this.pipelinedRequests.clear();
      if (!this.destroyed) onLost(refused ? 'refused' : 'reset');
    }
    refused = false;
    this.parser.reinitialize('RESPONSE');
    connect.call(this);
  };
  // Told before the connection is made anew.
  client.on('connError', (error: NodeJS.ErrnoException) => {
    refused = error.code === 'ECONNREFUSED';
  });
}

function etagOf(headers: unknown): string | undefined {
  const all = headers as Record<string, string> | undefined;
  return all?.['ETag'] ?? all?.['etag'];
}
