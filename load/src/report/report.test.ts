import { describe, expect, it } from '@jest/globals';
import type { RunResult } from '../result.ts';
import { chart, decades, linear } from './chart.ts';
import { reportHtml } from './html.ts';

const latency = { p50: 1, p90: 2, p95: 3, p99: 4, max: 5 };
const result: RunResult = {
  format: 'flightdeck-load/1',
  profile: 'steady',
  about: 'a <profile>',
  startedAt: '2026-01-01T00:00:00.000Z',
  seconds: 3,
  seed: 1,
  machine: { node: '24', processors: 2, loadAverage: 1 },
  target: 'a pipeline of its own',
  passed: false,
  checks: [{ what: 'it holds', met: false, detail: '<script>' }],
  budgets: [
    { slo: 'api-latency', objective: '95 %', events: 10, errorRatio: 0.1, burnRate: 2, budgetShare: 0.001 },
  ],
  latencyObjectiveMs: 300,
  summary: { requests: 3, good: 2, outcomes: { 200: 2, 503: 1 }, latency },
  slices: [0, 1, 2].map((at) => ({
    ...{ at, seconds: 1, due: 1, good: 1, shed: 0, failed: 0 },
    ...{ p50: 1, p95: at === 1 ? null : 3, p99: 4, controlP50: 0.6 },
  })),
};

describe('the report', () => {
  it('stands alone, says the verdict, and escapes what it shows', () => {
    const html = reportHtml(result);
    expect(html).toContain('FAILED');
    expect(html).toContain('&lt;script>');
    expect(html).not.toMatch(/<script|https?:\/\/|<link|<img|url\(/);
    expect(html.match(/<svg/g)).toHaveLength(2);
    expect(html).not.toContain('NaN');
  });

  it('draws gaps as gaps', () => {
    const svg = chart({
      title: 't',
      unit: 'u',
      x: [0, 1, 2, 3],
      xUnit: 's',
      series: [{ name: 'a', colour: '#000', values: [1, null, 2, 3] }],
    });
    const [, path = ''] = /<path d="([^"]+)"/.exec(svg) ?? [];
    expect(path.match(/M/g)).toHaveLength(2);
  });

  it('has round ticks that hold the values', () => {
    expect(linear(97)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(linear(0.3)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(decades([3, 450])).toEqual([1, 10, 100, 1000]);
    expect(decades([])).toEqual([1, 10]);
  });
});
