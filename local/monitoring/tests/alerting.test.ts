import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { type Running, startForTest, until } from './running.ts';

/** One real second is two minutes: a 5-minute window passes in 2.5 s. */
const TIME_SCALE = 120;
const EXPORT_INTERVAL_MS = 200;
const PROJECT = 'projects/test';

interface Received {
  readonly authorization: string | undefined;
  readonly body: { version: string; incident: Record<string, unknown> };
}

/** A receiver that is down for its first call and then asks for a password. */
async function startReceiver(): Promise<{ server: Server; url: string; received: Received[] }> {
  const received: Received[] = [];
  let calls = 0;
  const server = createServer((request, response) => {
    calls += 1;
    const { authorization } = request.headers;
    if (calls === 1) return response.writeHead(503).end();
    if (authorization === undefined) return response.writeHead(401, { 'www-authenticate': 'Basic' }).end();
    let text = '';
    request.on('data', (chunk) => (text += chunk));
    request.on('end', () => {
      received.push({ authorization, body: JSON.parse(text) });
      response.end();
    });
    return response;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { server, url: `http://127.0.0.1:${port}/hook`, received };
}

const policy = (channel: string) => ({
  displayName: 'api-errors',
  combiner: 'OR',
  severity: 'CRITICAL',
  userLabels: { service: 'api' },
  alertStrategy: { autoClose: '1800s' },
  notificationChannels: [channel],
  documentation: { mimeType: 'text/markdown', subject: 'The API fails', content: 'See runbooks/api.md' },
  conditions: [
    {
      displayName: 'more than half fails',
      conditionPrometheusQueryLanguage: {
        query: 'sum(rate(requests_total{code="500"}[5m])) / sum(rate(requests_total[5m])) > 0.5',
        duration: '60s',
        evaluationInterval: '30s',
      },
    },
  ],
});

/** What the documentation says of the condition, under the names that rule files give it. */
const annotations = {
  summary: 'The API fails: more than half fails',
  description: 'See runbooks/api.md',
};

let running: Running;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => {
  running = await startForTest({ timeScale: TIME_SCALE });
  receiver = await startReceiver();
});
afterAll(async () => {
  receiver.server.closeAllConnections();
  receiver.server.close();
  await running.stop();
});

describe('an alert in time-lapse', () => {
  it('opens when the condition holds for its duration, closes on recovery, and tells a webhook both times', async () => {
    const channel = await running.post(`/v3/${PROJECT}/notificationChannels`, {
      type: 'webhook_basicauth',
      labels: { url: receiver.url, username: 'on-call', password: 'secret' },
    });
    expect(channel.labels).toMatchObject({ password: '***' });
    const created = await running.post(`/v3/${PROJECT}/alertPolicies`, policy(String(channel.name)));
    expect(created).toMatchObject({
      ...policy(String(channel.name)),
      conditions: [policy('').conditions[0]],
      enabled: true,
    });

    const reader = new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter({ url: `${running.otlp}/v1/metrics` }),
      exportIntervalMillis: EXPORT_INTERVAL_MS,
      exportTimeoutMillis: EXPORT_INTERVAL_MS,
    });
    const resource = resourceFromAttributes({ 'service.name': 'api', 'service.instance.id': 'api-1' });
    const provider = new MeterProvider({ resource, readers: [reader] });
    const requests = provider.getMeter('test').createCounter('requests_total');
    let failing = true;
    const traffic = setInterval(() => requests.add(1, { code: failing ? '500' : '200' }), 20);
    const states = async (): Promise<string[]> => {
      const { alerts } = (await running.get(`/v3/${PROJECT}/alerts`)) as { alerts?: { state: string }[] };
      return (alerts ?? []).map(({ state }) => state);
    };
    try {
      await until(async () => (await states()).includes('OPEN'));
      const { data } = (await running.get('/api/v1/alerts')) as { data: { alerts: object[] } };
      expect(data.alerts).toMatchObject([
        { state: 'firing', labels: { policy: 'api-errors', severity: 'CRITICAL' }, annotations },
      ]);
      const rules = (await running.get('/api/v1/rules')) as { data: { groups: object[] } };
      expect(rules.data.groups).toMatchObject([
        { name: 'api-errors', rules: [{ name: 'more than half fails', state: 'firing', annotations }] },
      ]);
      failing = false;
      await until(async () => (await states()).every((state) => state === 'CLOSED'));
      await until(() => receiver.received.length === 2);
    } finally {
      clearInterval(traffic);
      await provider.shutdown();
    }

    const [opened, closed] = receiver.received.map(({ body }) => body);
    expect(receiver.received[0]?.authorization).toBe(
      `Basic ${Buffer.from('on-call:secret').toString('base64')}`,
    );
    expect(opened).toMatchObject({
      version: '1.2',
      incident: {
        state: 'open',
        ended_at: null,
        severity: 'Critical',
        policy_name: 'api-errors',
        policy_user_labels: { service: 'api' },
        condition_name: 'more than half fails',
        documentation: { subject: '[ALERT - Critical] The API fails', content: 'See runbooks/api.md' },
      },
    });
    expect(Number(opened?.incident.observed_value)).toBeGreaterThan(0.5);
    expect(closed?.incident).toMatchObject({
      incident_id: opened?.incident.incident_id,
      state: 'closed',
      documentation: { subject: '[RESOLVED - Critical] The API fails' },
    });
    expect(Number(closed?.incident.ended_at)).toBeGreaterThan(Number(opened?.incident.started_at));

    const id = String(opened?.incident.incident_id);
    const alert = await running.get(`/v3/${PROJECT}/alerts/${id}`);
    expect(alert).toMatchObject({
      state: 'CLOSED',
      resource: { type: 'prometheus_target' },
      policy: { name: created.name, displayName: 'api-errors' },
    });
    const incident = await running.get(`/_flightdeck/incidents/${id}`);
    expect(incident).toMatchObject({ state: 'closed', close_reason: 'recovered', severity: 'CRITICAL' });
    // The first attempt met a receiver that was down; it was repeated.
    expect(
      (incident.notifications as { attempts: { ok: boolean }[] }[])[0]?.attempts.map(({ ok }) => ok),
    ).toEqual([false, true]);
  });

  it('closes what is open when a snooze begins, and opens again when it is over', async () => {
    await running.backfill([
      { metric: { __name__: 'always_on' }, timestamps: [running.monitoring.clock.now()], values: [1] },
    ]);
    const created = await running.post(`/v3/${PROJECT}/alertPolicies`, {
      displayName: 'always',
      combiner: 'OR',
      conditions: [
        {
          displayName: 'one',
          conditionPrometheusQueryLanguage: { query: 'last_over_time(always_on[1d])' },
        },
      ],
    });
    const open = async (): Promise<unknown[]> => {
      const { incidents } = await running.get('/_flightdeck/incidents?state=open');
      return (incidents as { policy: string }[]).filter((incident) => incident.policy === 'always');
    };
    await until(async () => (await open()).length === 1);
    const now = running.monitoring.clock.now();
    const at = (ms: number) => new Date(now + ms).toISOString();
    await running.post(`/v3/${PROJECT}/snoozes`, {
      displayName: 'maintenance',
      criteria: { policies: [created.name] },
      interval: { startTime: at(0), endTime: at(10 * 60_000) },
    });
    await until(async () => (await open()).length === 0);
    await until(async () => (await open()).length === 1);
    expect(running.monitoring.clock.now()).toBeGreaterThanOrEqual(now + 10 * 60_000);
    await fetch(`${running.url}/v3/${created.name}`, { method: 'DELETE' });
    await until(async () => (await open()).length === 0);
  });
});
