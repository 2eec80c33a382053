import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Running, startForTest } from './running.ts';

const START = Date.parse('2026-01-01T00:00:00Z');
const MINUTE = 60_000;
const COUNT = 60;

let running: Running;
beforeAll(async () => {
  running = await startForTest();
  const timestamps = Array.from({ length: COUNT }, (_, i) => START + i * MINUTE);
  const series = ['200', '500'].map((code, i) => ({
    metric: { __name__: 'requests_total', code, job: 'api' },
    timestamps,
    values: timestamps.map((_, n) => n * 60 * (i + 1)),
  }));
  expect(await running.backfill(series)).toEqual({ accepted: 2 * COUNT, refused: 0 });
});
afterAll(() => running.stop());

const END = (START + (COUNT - 1) * MINUTE) / 1000;
const BASES = ['/api/v1', '/v1/projects/p/location/global/prometheus/api/v1'];

async function get(
  path: string,
  base = BASES[0],
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${running.url}${base}${path}`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe.each(BASES)('the Prometheus API under %s', (base) => {
  it('answers instant and range queries, by GET and by POST', async () => {
    const query = 'sum by (code) (rate(requests_total[5m]))';
    const { body } = await get(`/query?query=${encodeURIComponent(query)}&time=${END}`, base);
    expect(body).toEqual({
      status: 'success',
      data: {
        resultType: 'vector',
        result: [
          { metric: { code: '200' }, value: [END, '1'] },
          { metric: { code: '500' }, value: [END, '2'] },
        ],
      },
    });
    const form = new URLSearchParams({
      query,
      start: '2026-01-01T00:10:00Z',
      end: '2026-01-01T00:12:00Z',
      step: '1m',
    });
    const response = await fetch(`${running.url}${base}/query_range`, { method: 'POST', body: form });
    const { data } = (await response.json()) as {
      data: { resultType: string; result: { values: unknown[] }[] };
    };
    expect(data.resultType).toBe('matrix');
    expect(data.result[1]?.values).toEqual([10, 11, 12].map((minute) => [START / 1000 + minute * 60, '2']));
  });

  it('answers scalars and strings', async () => {
    expect((await get('/query?query=1%2B1&time=5', base)).body.data).toEqual({
      resultType: 'scalar',
      result: [5, '2'],
    });
    expect((await get('/query?query=%22a%22&time=5', base)).body.data).toEqual({
      resultType: 'string',
      result: [5, 'a'],
    });
  });

  it('finds series, labels and values', async () => {
    const match = encodeURIComponent('requests_total{code=~"5.."}');
    expect((await get(`/series?match[]=${match}`, base)).body.data).toEqual([
      { __name__: 'requests_total', code: '500', job: 'api' },
    ]);
    expect((await get('/labels', base)).body.data).toEqual(['__name__', 'code', 'job']);
    expect((await get('/label/code/values', base)).body.data).toEqual(['200', '500']);
    expect((await get(`/label/code/values?match[]=${match}`, base)).body.data).toEqual(['500']);
    expect((await get(`/label/code/values?end=${START / 1000 - 1}`, base)).body.data).toEqual([]);
  });

  it.each([
    ['/query', 400, 'bad_data', /"query"/],
    ['/query?query=up%7B', 400, 'bad_data', /parse error/],
    ['/query?query=up&time=noon', 400, 'bad_data', /timestamp/],
    [
      '/query?query=requests_total%20%2B%20on(job)%20requests_total',
      422,
      'execution',
      /many-to-many|matching|duplicate/i,
    ],
    ['/query_range?query=up&start=0&end=1&step=0', 400, 'bad_data', /step/],
    ['/query_range?query=up&start=2&end=1&step=1', 400, 'bad_data', /end/],
    ['/query_range?query=up&start=0&end=11001&step=1', 400, 'bad_data', /11,000/],
    ['/series', 400, 'bad_data', /match\[\]/],
    ['/series?match[]=1', 400, 'bad_data', /./],
    ['/nothing', 404, 'not_found', /nothing/],
  ])('says what is wrong with %s', async (path, status, errorType, reason) => {
    const time = path.includes('requests_total') ? `&time=${END}` : '';
    const answer = await get(path + time, base);
    expect(answer).toMatchObject({ status, body: { status: 'error', errorType } });
    expect(answer.body.error).toMatch(reason);
  });
});

describe('promtool', () => {
  it('reads the API as it reads a Prometheus', async () => {
    const promtool = await promisify(execFile)('promtool', ['--version']).catch((error: Error) => error);
    if (promtool instanceof Error || 'errno' in promtool) {
      console.log('promtool is not on PATH (Debian package "prometheus"): the API was read with fetch only');
      return;
    }
    const args = ['query', 'instant', `--time=${END}`, running.url, 'sum(rate(requests_total[5m]))'];
    const { stdout } = await promisify(execFile)('promtool', args);
    expect(stdout).toMatch(/^\{\} => 3 @/);
    const series = await promisify(execFile)('promtool', [
      'query',
      'series',
      '--match=requests_total',
      running.url,
    ]);
    expect(series.stdout).toMatch(/code="500"/);
  });
});

describe('the backfill', () => {
  it('names the line that it cannot read', async () => {
    const response = await fetch(`${running.url}/_flightdeck/backfill`, {
      method: 'POST',
      body: '{"metric":{"__name__":"a"},"timestamps":[1],"values":[1]}\n{"metric":{},"timestamps":[],"values":[]}\n',
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/line 2: .*metric/);
  });

  it('keeps what is there: older samples of a series are refused and counted', async () => {
    const line = {
      metric: { __name__: 'requests_total', code: '200', job: 'api' },
      timestamps: [START],
      values: [9],
    };
    expect(await running.backfill([line])).toEqual({ accepted: 0, refused: 1 });
  });
});
