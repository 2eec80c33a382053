import { globSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Running, startForTest } from '../../local/monitoring/tests/running.ts';
import { cloudMonitoring } from './cloud-monitoring.ts';
import { watch } from './gate.ts';
import { questionOf, readQuestions } from './questions.ts';

const policies = fileURLToPath(new URL('../../monitoring/alert-policies', import.meta.url));
const files = globSync(`${policies}/slo-api-availability-page.yaml`);
const PROJECT = 'flightdeck-test';

/** Seconds between two samples, as the apps export. */
const STEP_S = 60;

let running: Running;

beforeEach(async () => {
  running = await startForTest();
});
afterEach(async () => {
  await running.stop();
});

/** A counter that grows by `perStep(age)` each minute; ages are minutes before now. */
async function counter(metric: Record<string, string>, perStep: (age: number) => number, until = 0) {
  const now = Date.now();
  const timestamps: number[] = [];
  const values: number[] = [];
  let value = 0;
  for (let age = 6 * 60; age >= until; age--) {
    timestamps.push(now - age * STEP_S * 1_000);
    values.push(value);
    value += perStep(age);
  }
  const done = await running.backfill([{ metric, timestamps, values }]);
  expect(done).toBeDefined();
}

const requests = (codeClass: string, code: string) => ({
  __name__: 'http_server_requests_total',
  job: 'api',
  instance: 'a',
  method: 'GET',
  route: '/v1/flights',
  code_class: codeClass,
  code,
});

/** Watches without waiting: the clock is moved by what the gate wants to sleep. */
async function gate(endpoint = running.url) {
  let nowMs = 0;
  return watch(readQuestions(files), cloudMonitoring(endpoint, PROJECT), {
    everyMs: 30_000,
    forMs: 60_000,
    graceMs: 45_000,
    sleep: async (ms) => {
      nowMs += ms;
    },
    nowMs: () => nowMs,
    log: () => {},
  });
}

describe('the SLO gate, asking the local Cloud Monitoring', () => {
  it('reads the very files that are shipped as alert policies', () => {
    expect(files.map((file) => path.basename(file))).toEqual(['slo-api-availability-page.yaml']);
    expect(readQuestions(files).length).toBeGreaterThan(0);
  });

  it('goes on when the candidate is healthy', async () => {
    await counter(requests('2xx', '200'), () => 600);
    await counter(requests('5xx', '500'), () => 0);
    expect(await gate()).toEqual({ promote: true, reason: 'within the objectives', looks: 3 });
  });

  it('goes on when no request ever failed: a series that does not exist is no missing telemetry', async () => {
    await counter(requests('2xx', '200'), () => 600);
    expect(await gate()).toEqual(expect.objectContaining({ promote: true }));
  });

  it('rolls back at the first look when 5 % of the traffic fails since ten minutes', async () => {
    await counter(requests('2xx', '200'), (age) => (age <= 10 ? 570 : 600));
    await counter(requests('5xx', '500'), (age) => (age <= 10 ? 30 : 0));
    const verdict = await gate();
    expect(verdict).toEqual(expect.objectContaining({ promote: false, looks: 1 }));
    expect(verdict.reason).toContain('slo-api-availability-page');
  });

  it('rolls back when there is no telemetry at all', async () => {
    const verdict = await gate();
    expect(verdict.promote).toBe(false);
    expect(verdict.reason).toContain('no telemetry');
  });

  it('rolls back when telemetry stopped ten minutes ago, however good it was', async () => {
    await counter(requests('2xx', '200'), () => 600, 10);
    await counter(requests('5xx', '500'), () => 0, 10);
    const verdict = await gate();
    expect(verdict.promote).toBe(false);
    expect(verdict.reason).toContain('no telemetry');
  });

  it('rolls back when Cloud Monitoring cannot be reached', async () => {
    const verdict = await gate('http://127.0.0.1:9');
    expect(verdict.promote).toBe(false);
    expect(verdict.reason).toContain('cannot be asked');
  });
});

describe('a question', () => {
  it('takes the shortest window out of the condition, in its own words', () => {
    const long = 'sum(rate(bad_total[1h])) / sum(rate(all_total[1h])) > 0.1';
    const short = 'sum(rate(bad_total[5m])) / sum(rate(all_total[5m])) > 0.1';
    const query = `(${long}) and (${short}) and sum(increase(all_total[1h])) >= 10`;
    expect(questionOf('c', query).burning).toEqual([query, short]);
  });

  it('looks for the total of each metric, not for its failures', () => {
    const query = 'sum(rate(all_total{job="a",code="5xx"}[5m])) / sum(rate(all_total{job="a"}[5m])) > 0.1';
    expect(questionOf('c', query).present).toEqual(['sum(rate(all_total{job="a"}[5m])) > 0']);
  });
});
