import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { getJson } from '@flightdeck/own-pipeline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Mark, openSloMonitor } from '../src/verdict/slo-monitor.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NEVER = new AbortController().signal;
const POLL_MS = 20;
const STARTED_AT = Date.now();

let monitoring: ChildProcess;
let ports: { readonly monitoring: number; readonly otlp: number };

beforeAll(async () => {
  monitoring = spawn(process.execPath, ['local/monitoring/src/main.ts', '--time-scale', '10'], {
    cwd: ROOT,
    env: { ...process.env, FLIGHTDECK_OTLP_PORT: '0', FLIGHTDECK_MONITORING_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: monitoring.stdout as NodeJS.ReadableStream })) {
    ports = (JSON.parse(line) as { ports: typeof ports }).ports;
    break;
  }
});

afterAll(async () => {
  const ended = new Promise((resolve) => monitoring.once('exit', resolve));
  monitoring.kill('SIGTERM');
  await ended;
});

/** Sends the API's counters as its exporter does: so many requests so far, of them so many answered 5xx. */
async function exportCounts(total: number, bad: number): Promise<void> {
  const nanos = (ms: number): string => `${BigInt(ms) * 1_000_000n}`;
  const point = (value: number, codeClass: string) => ({
    startTimeUnixNano: nanos(STARTED_AT),
    timeUnixNano: nanos(Date.now()),
    asDouble: value,
    attributes: [
      { key: 'route', value: { stringValue: '/v1/flights' } },
      { key: 'code_class', value: { stringValue: codeClass } },
    ],
  });
  const metric = {
    name: 'http_server_requests_total',
    sum: {
      aggregationTemporality: 2,
      isMonotonic: true,
      dataPoints: [point(total - bad, '2xx'), ...(bad > 0 ? [point(bad, '5xx')] : [])],
    },
  };
  const resource = {
    attributes: [
      { key: 'service.name', value: { stringValue: 'api' } },
      { key: 'service.instance.id', value: { stringValue: 'one' } },
    ],
  };
  const response = await fetch(`http://127.0.0.1:${ports.otlp}/v1/metrics`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics: [{ metrics: [metric] }] }] }),
  });
  expect(response.status).toBe(200);
}

/** Monitoring's clock has to move on: two samples at one moment are one. */
async function untilLaterThan({ clockSeconds }: Mark): Promise<void> {
  const url = `http://127.0.0.1:${ports.monitoring}/_flightdeck/time`;
  while ((await getJson<{ now_seconds: number }>(url)).now_seconds < clockSeconds + 1) await delay(POLL_MS);
}

describe('the SLO monitor', () => {
  it('reads from monitoring what burned since the mark, with the queries of monitoring/slos', async () => {
    const monitor = await openSloMonitor(ROOT, `http://127.0.0.1:${ports.monitoring}`);
    await exportCounts(1_000, 0);
    const first = await monitor.mark();
    expect(first.counts.get('api-availability')).toEqual({ events: 1_000, bad: 0 });

    await untilLaterThan(first);
    await exportCounts(1_400, 0);
    expect(await monitor.counted('api-availability', first, 400, NEVER)).toBe(true);
    const [clean] = await monitor.burned(['api-availability'], first);
    expect(clean).toMatchObject({ slo: 'api-availability', events: 400, burnRate: 0 });

    const second = await monitor.mark();
    await untilLaterThan(second);
    await exportCounts(1_600, 100);
    const [burned] = await monitor.burned(['api-availability'], second);
    // Half of them were bad: 500 times what a budget of one in a thousand sustains.
    expect(burned).toMatchObject({ events: 200, errorRatio: 0.5, burnRate: 500 });
  });

  it('does not wait for what was given up', async () => {
    const monitor = await openSloMonitor(ROOT, `http://127.0.0.1:${ports.monitoring}`);
    const stop = new AbortController();
    stop.abort();
    expect(await monitor.counted('api-availability', await monitor.mark(), 1, stop.signal)).toBe(false);
  });

  it('takes its limits from the documents', async () => {
    const monitor = await openSloMonitor(ROOT, 'http://127.0.0.1:1');
    expect(monitor.latencyObjectiveMs()).toBe(300);
    expect(monitor.allowed('sustained').factor).toBe(1);
    // 2 % of 30 days in one hour.
    expect(monitor.allowed('page').factor).toBe(14.4);
  });
});
