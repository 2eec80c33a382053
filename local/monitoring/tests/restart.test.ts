import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startForTest, until } from './running.ts';

let data: string;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'flightdeck-monitoring-'));
});
afterAll(() => rm(data, { recursive: true }));

it('a restart keeps resources, samples and the open incident, and the clock does not go back', async () => {
  const first = await startForTest({ data, timeScale: 100 });
  const now = first.monitoring.clock.now();
  const timestamps = [now - 2, now - 1, now];
  await first.backfill([{ metric: { __name__: 'kept' }, timestamps, values: [1, 'NaN', 3] }]);
  const created = await first.post('/v3/projects/p/alertPolicies', {
    displayName: 'stands',
    combiner: 'OR',
    conditions: [
      { displayName: 'c', conditionPrometheusQueryLanguage: { query: 'last_over_time(kept[2d]) > 2' } },
    ],
  });
  const open = async (running: typeof first) =>
    ((await running.get('/_flightdeck/incidents?state=open')).incidents as { id: string }[]).map(
      ({ id }) => id,
    );
  await until(async () => (await open(first)).length === 1);
  const before = await open(first);
  const stoppedAt = first.monitoring.clock.now();
  await first.stop();

  const second = await startForTest({ data, timeScale: 100 });
  try {
    expect(second.monitoring.clock.now()).toBeGreaterThanOrEqual(stoppedAt);
    expect((await second.get(`/v3/${created.name}`)).displayName).toBe('stands');
    const { data: answer } = (await second.get(`/api/v1/query?query=kept[1d]&time=${now / 1000}`)) as {
      data: { result: { values: [number, string][] }[] };
    };
    expect(answer.result[0]?.values.map(([, value]) => Number(value))).toEqual([1, Number.NaN, 3]);
    expect(await open(second)).toEqual(before);
  } finally {
    await second.stop();
  }
});
