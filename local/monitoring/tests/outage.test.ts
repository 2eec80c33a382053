import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { type Running, startForTest } from './running.ts';

const PAGE = new URL('../../../monitoring/alert-policies/slo-api-availability-page.yaml', import.meta.url);
const START = Date.parse('2026-01-01T00:00:00Z');
const EXPORT_INTERVAL_S = 60;
const EVALUATION_INTERVAL_S = 30;
/** A total outage spends 1.44 % of an hour's requests, the page's threshold at 99.9 %, in 51.84 s. */
const ARITHMETIC_FLOOR_S = 52;
const REQUESTS_PER_EXPORT = 600;

// The wall clock is the test's, so that detection is a matter of arithmetic and not of this machine's speed.
let wall: number;
let running: Running;
beforeEach(async () => {
  wall = START;
  running = await startForTest({ wall: () => wall });
  await running.post('/v3/projects/p/alertPolicies', parse(await readFile(PAGE, 'utf8')));
});
afterEach(() => running.stop());

const sent = { '2xx': 0, '5xx': 0 };
beforeEach(() => {
  Object.assign(sent, { '2xx': 0, '5xx': 0 });
});

/** Lets time pass, with the API failing this share of its requests, exported and evaluated as in the cloud. */
async function pass(seconds: number, failing: number): Promise<void> {
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  for (let elapsed = 0; elapsed < seconds; elapsed += EVALUATION_INTERVAL_S) {
    wall += EVALUATION_INTERVAL_S * 1000;
    const share = (REQUESTS_PER_EXPORT * EVALUATION_INTERVAL_S) / EXPORT_INTERVAL_S;
    sent['5xx'] += share * failing;
    sent['2xx'] += share * (1 - failing);
    if (((wall - START) / 1000) % EXPORT_INTERVAL_S === 0) {
      const dataPoints = Object.entries(sent)
        .filter(([, count]) => count > 0)
        .map(([code_class, asDouble]) => ({
          attributes: [text('route', '/v1/flights'), text('code_class', code_class)],
          startTimeUnixNano: `${START}000000`,
          timeUnixNano: `${wall}000000`,
          asDouble,
        }));
      const sum = { aggregationTemporality: 2, isMonotonic: true, dataPoints };
      const attributes = [text('service.name', 'api'), text('service.instance.id', 'api-1')];
      const metrics = [{ name: 'http_server_requests_total', sum }];
      const response = await fetch(`${running.otlp}/v1/metrics`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ metrics }] }],
        }),
      });
      expect(await response.json()).toEqual({});
    }
    running.monitoring.alerting.evaluate();
  }
}

const incidents = () => running.monitoring.incidents.list();

describe('the page for the availability of the API', () => {
  it('opens within the arithmetic floor of a total outage and one export and evaluation, and closes', async () => {
    await pass(2 * 3_600, 0);
    expect(incidents()).toEqual([]);
    const outage = wall;
    while (incidents().length === 0 && wall < outage + 3_600_000) await pass(EVALUATION_INTERVAL_S, 1);
    const [incident] = incidents();
    const seconds = ((incident?.openedAtMs ?? Number.POSITIVE_INFINITY) - outage) / 1000;
    expect(seconds).toBeLessThanOrEqual(ARITHMETIC_FLOOR_S + EXPORT_INTERVAL_S + EVALUATION_INTERVAL_S);
    expect(incident).toMatchObject({
      conditionName: expect.stringMatching(/1h and 5m/),
      severity: 'CRITICAL',
    });

    const recovery = wall;
    const isOpen = () => running.monitoring.incidents.get(incident?.id ?? '')?.closedAtMs === null;
    while (isOpen() && wall < recovery + 3_600_000) await pass(EVALUATION_INTERVAL_S, 0);
    // The short window forgets after 5 minutes; an export and an evaluation later it is closed.
    expect((wall - recovery) / 1000).toBeLessThanOrEqual(5 * 60 + EXPORT_INTERVAL_S + EVALUATION_INTERVAL_S);
    const [{ budget_left: left }] = (await running.get('/_flightdeck/slos')).slos as [
      { budget_left: number },
    ];
    expect(left).toBeLessThan(1);
  });

  it('stays quiet while errors are just below its threshold', async () => {
    await pass(3_600, 0);
    // 6 x over six hours is the slower of its two conditions.
    await pass(7 * 3_600, 0.0059);
    expect(incidents()).toEqual([]);
  });
});
