import { labelsOf, type Series } from '../src/index.ts';

/** What a dashboard over a quarter of a day of a fleet asks, and an hour-long error ratio as alerts use it. */
export const SERIES = 1000;
export const SAMPLES = 1440;
export const STEPS = 360;
const SAMPLE_MS = 15_000;
/** Any whole hour: Prometheus keeps its blocks by wall time. */
const START_MS = Date.UTC(2026, 0, 1);

export const END_MS = START_MS + (SAMPLES - 1) * SAMPLE_MS;
export const STEP_MS = Math.floor(((SAMPLES - 1) * SAMPLE_MS) / STEPS / 1000) * 1000;
export const FIRST_STEP_MS = END_MS - (STEPS - 1) * STEP_MS;

/** The queries, and the seconds that Prometheus 3.11 took for them on a machine of two cores. */
export const QUERIES = [
  {
    name: 'rate, 5m windows',
    query: 'sum by (code) (rate(http_requests_total[5m]))',
    prometheusSeconds: 0.27,
  },
  {
    name: 'error ratio, 1h windows',
    query: 'sum(rate(http_requests_total{code=~"5.."}[1h])) / sum(rate(http_requests_total[1h]))',
    prometheusSeconds: 0.4,
  },
] as const;

/** A deterministic counter each: different slopes, a restart now and then. */
export function createSeries(n: number): Series {
  const timestamps = Float64Array.from({ length: SAMPLES }, (_, i) => START_MS + i * SAMPLE_MS);
  const values = new Float64Array(SAMPLES);
  let total = 0;
  for (let i = 0; i < SAMPLES; i++) {
    total = (i + n) % 500 === 499 ? 0 : total + ((n * 31 + i * 7) % 23);
    values[i] = total;
  }
  const code = ['200', '200', '200', '200', '404', '500', '503'][n % 7] as string;
  const labels = labelsOf([
    ['__name__', 'http_requests_total'],
    ['code', code],
    ['instance', `instance-${n}`],
  ]);
  return { labels, timestamps, values };
}
