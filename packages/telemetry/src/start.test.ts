import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startTelemetry, type Telemetry } from './start.ts';

interface Received {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Protobuf, read as Latin-1: names and label values stand in it as they are. */
  readonly text: string;
}

/** An OTLP endpoint that keeps what it is sent and answers as it is told. */
function createEndpoint() {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  let answer: 'ok' | 'fail' | 'hang' = 'ok';
  const server: Server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const plain = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    received.push({ path: request.url ?? '', headers: request.headers, text: plain.toString('latin1') });
    for (const wake of waiting) wake();
    if (answer === 'hang') return;
    response.statusCode = answer === 'ok' ? 200 : 500;
    response.end();
  });
  return {
    received,
    answerWith: (next: typeof answer) => {
      answer = next;
    },
    listen: (port = 0) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve)),
    port: () => (server.address() as AddressInfo).port,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
    /** Resolves with the first request, from now or before, that fits. */
    until: (fits: (one: Received) => boolean): Promise<Received> =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = received.find(fits);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}

let endpoint: ReturnType<typeof createEndpoint>;
let telemetry: Telemetry | undefined;
let lines: { severity: string; message: string; signal?: string }[];
let onLine: () => void;

beforeEach(async () => {
  lines = [];
  onLine = () => {};
  endpoint = createEndpoint();
  await endpoint.listen();
});
afterEach(async () => {
  await telemetry?.shutdown(100);
  await endpoint.close();
});

function start(env: Record<string, string> = {}, url = `http://127.0.0.1:${endpoint.port()}`): Telemetry {
  telemetry = startTelemetry({
    service: 'subscriber',
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_METRIC_EXPORT_INTERVAL: '50',
      ...env,
    },
    logTo: {
      write: (line) => {
        lines.push(JSON.parse(line));
        onLine();
      },
    },
  });
  return telemetry;
}

const logged = (message: string): Promise<void> =>
  new Promise((resolve) => {
    onLine = () => {
      if (lines.some((line) => line.message === message)) resolve();
    };
    onLine();
  });

test('metrics and traces arrive, with the resource, as OTLP over HTTP', async () => {
  const { instruments, tracer } = start();
  instruments.ingestEvents.add(1, { outcome: 'stored', system: 'system-01' });
  tracer.startSpan('batch write').end();
  const metrics = await endpoint.until(({ text }) => text.includes('ingest_events_total'));
  expect(metrics).toMatchObject({ path: '/v1/metrics' });
  expect(metrics.headers['content-type']).toBe('application/x-protobuf');
  expect(metrics.headers.authorization).toBeUndefined();
  for (const part of ['subscriber', 'service.instance.id', 'system-01', 'rejected']) {
    expect(metrics.text).toContain(part);
  }
  const traces = await endpoint.until(({ text }) => text.includes('batch write'));
  expect(traces.path).toBe('/v1/traces');
});

test('the process reports itself', async () => {
  start();
  const { text } = await endpoint.until((one) => one.text.includes('process_start_time_seconds'));
  for (const name of [
    'nodejs_eventloop_delay_seconds',
    'process_cpu_seconds_total',
    'process_resident_memory_bytes',
  ]) {
    expect(text).toContain(name);
  }
});

test('no request holds more than 200 points', async () => {
  const { instruments } = start({ OTEL_METRIC_EXPORT_INTERVAL: '3600000' });
  for (let index = 0; index < 90; index += 1) {
    instruments.ingestEvents.add(1, { outcome: 'stored', system: `number-${index}` });
    instruments.ingestLag.record(1, { system: `number-${index}` });
  }
  await telemetry?.shutdown();
  const points = endpoint.received.map(({ text }) => text.split('number-').length - 1);
  expect(Math.max(...points)).toBeLessThanOrEqual(200);
  expect(points.reduce((sum, count) => sum + count, 0)).toBe(90 * 4);
});

test('shutdown sends what was not sent yet', async () => {
  const { instruments, tracer, shutdown } = start({ OTEL_METRIC_EXPORT_INTERVAL: '3600000' });
  instruments.canaryProbes.add(1, { outcome: 'timeout' });
  tracer.startSpan('last words').end();
  await shutdown();
  const text = endpoint.received.map((one) => one.text).join();
  expect(text).toContain('canary_probes_total');
  expect(text).toContain('last words');
});

test('METRICS_EXPORTER=none sends nothing, and everything can still be called', async () => {
  const { instruments, tracer, shutdown } = start({ METRICS_EXPORTER: 'none' });
  instruments.ingestEvents.add(1, { outcome: 'stored', system: 'a' });
  tracer.startSpan('x').end();
  await shutdown();
  expect(endpoint.received).toEqual([]);
});

describe('telemetry never fails the app', () => {
  const work = ({ instruments, tracer }: Telemetry): void => {
    instruments.ingestEvents.add(1, { outcome: 'stored', system: 'a' });
    instruments.ingestLag.record(Number.NaN, { system: 'a' });
    tracer.startActiveSpan('work', (span) => span.end());
  };

  test('when the endpoint is down: one line says so, and one when it is back', async () => {
    const port = endpoint.port();
    await endpoint.close();
    const running = start({}, `http://127.0.0.1:${port}`);
    for (let index = 0; index < 1000; index += 1) work(running);
    await logged('telemetry cannot be sent');
    endpoint = createEndpoint();
    await endpoint.listen(port);
    await logged('telemetry is sent again');
    const { text } = await endpoint.until((one) => one.text.includes('ingest_events_total'));
    expect(text).toContain('stored');
    for (const signal of ['metrics', 'traces']) {
      const warnings = lines.filter((line) => line.severity === 'WARNING' && line.signal === signal);
      expect(warnings.length).toBeLessThanOrEqual(1);
    }
  });

  test('when the endpoint answers 500', async () => {
    endpoint.answerWith('fail');
    work(start());
    await logged('telemetry cannot be sent');
    endpoint.answerWith('ok');
    await logged('telemetry is sent again');
  });

  test('when the endpoint hangs: shutdown is over within its time all the same', async () => {
    endpoint.answerWith('hang');
    const running = start();
    work(running);
    await endpoint.until(() => true);
    const startedAt = performance.now();
    await running.shutdown(300);
    // Far above 300 ms for a busy machine, far below the 5 s that one export may take.
    expect(performance.now() - startedAt).toBeLessThan(4_000);
  });

  test('when an observer throws', async () => {
    const running = start();
    running.instruments.ingestOutstandingEvents.observe(() => {
      throw new Error('from the app');
    });
    work(running);
    await endpoint.until(({ text }) => text.includes('ingest_events_total'));
  });

  test('but a wrong configuration stops it before it starts', () => {
    expect(() => start({ METRICS_EXPORTER: 'nowhere' })).toThrow(/METRICS_EXPORTER/);
  });
});
