import { createEngine, labelsOf, type Series, type Storage } from '../src/index.ts';

/** The workload: what a dashboard over a day of a fleet asks, and an hour-long error ratio as alerts use it. */
const SERIES = 1000;
const SAMPLES = 1440;
const STEPS = 360;
const SAMPLE_MS = 15_000;
const RUNS = 5;

/** Seconds that Prometheus 3.11 took for the same queries over the same data, on a machine of two cores. */
const QUERIES = [
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
function createSeries(n: number): Series {
  const timestamps = Float64Array.from({ length: SAMPLES }, (_, i) => i * SAMPLE_MS);
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

function seconds(run: () => unknown): number {
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    run();
    return (performance.now() - start) / 1000;
  });
  return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] as number;
}

const all = Array.from({ length: SERIES }, (_, n) => createSeries(n));
const storage: Storage = {
  select: (matchers) => {
    const code = matchers.find(({ name }) => name === 'code');
    return code === undefined ? all : all.filter(({ labels }) => /^5..$/.test(labels.code ?? ''));
  },
};
const engine = createEngine({ storage });
const endMs = (SAMPLES - 1) * SAMPLE_MS;
const stepMs = Math.floor(endMs / STEPS);

console.log(`${SERIES} series x ${SAMPLES} samples x ${STEPS} steps, median of ${RUNS} runs`);
for (const { name, query, prometheusSeconds } of QUERIES) {
  const taken = seconds(() => engine.range(query, endMs - (STEPS - 1) * stepMs, endMs, stepMs));
  const ratio = (taken / prometheusSeconds).toFixed(2);
  console.log(
    `${name.padEnd(24)} ${taken.toFixed(3)} s; ${ratio} of Prometheus 3.11's ${prometheusSeconds} s (aim: <= 2)`,
  );
}
