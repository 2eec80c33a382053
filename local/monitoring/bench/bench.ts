import { createEngine, createMemoryStorage, labelsOf } from '@flightdeck/promql';
import { createQueryEngine } from '../src/engine.ts';
import { TimeSeriesStore } from '../src/store/store.ts';
import { fleetHistory } from './history.ts';

/** The fleet case of the console: 50 systems, a day at 60 s. */
const SYSTEMS = 50;
const HOURS = 24;
const END = Date.parse('2026-01-02T00:00:00Z');
const REPEATS = 5;
const PLAIN_BYTES_PER_SAMPLE = 16;

const QUERIES: readonly {
  readonly query: string;
  readonly range?: { readonly hours: number; readonly step: number };
}[] = [
  { query: 'sum(rate(ingest_events_total{outcome="stored"}[5m]))' },
  { query: 'sum by (system) (rate(ingest_events_total[1h]))' },
  {
    query: '1 - sum(rate(ingest_lag_seconds_bucket{le="10"}[1d])) / sum(rate(ingest_lag_seconds_count[1d]))',
  },
  { query: 'sum by (system) (rate(ingest_events_total[5m]))', range: { hours: 1, step: 15_000 } },
  {
    query: 'histogram_quantile(0.95, sum by (le) (rate(ingest_lag_seconds_bucket[5m])))',
    range: { hours: 24, step: 240_000 },
  },
];

const store = new TimeSeriesStore({ maxSeries: 100_000, retentionMs: 40 * 86_400_000, maxBytes: 2 ** 32 });
const plain = createMemoryStorage();
for (const { metric, timestamps, values } of fleetHistory({ systems: SYSTEMS, hours: HOURS, endMs: END })) {
  const labels = labelsOf(Object.entries(metric));
  store.appendAll(metric, timestamps, values);
  for (const [i, time] of timestamps.entries()) plain.append(labels, time, values[i] ?? 0);
}

const { series, samples, bytes } = store.stats();
const perSample = bytes / samples;
process.stdout.write(`${SYSTEMS} systems, ${HOURS} h at 60 s: ${series} series, ${samples} samples\n`);
process.stdout.write(
  `${(bytes / 2 ** 20).toFixed(1)} MiB, ${perSample.toFixed(2)} bytes a sample (plain doubles: ${PLAIN_BYTES_PER_SAMPLE}); ` +
    `30 days would take ${((series * 43_200 * perSample) / 2 ** 20).toFixed(0)} MiB\n\n`,
);
process.stdout.write('| query | this store, ms | plain arrays, ms | ratio |\n| --- | ---: | ---: | ---: |\n');
const ours = createQueryEngine(store);
const theirs = createEngine({ storage: plain });
for (const { query, range } of QUERIES) {
  const start = END - (range?.hours ?? 0) * 3_600_000;
  const [own, other] = fastest([
    () => (range ? ours.range(query, start, END, range.step) : ours.instant(query, END)),
    () => (range ? theirs.range(query, start, END, range.step) : theirs.instant(query, END)),
  ]);
  const shown = range ? `${query} over ${range.hours} h` : query;
  process.stdout.write(
    `| \`${shown}\` | ${own?.toFixed(1)} | ${other?.toFixed(1)} | ${((own ?? 0) / (other ?? 1)).toFixed(2)} |\n`,
  );
}

/** The shortest run of each, taken in turns, so that a busy machine disturbs all alike. */
function fastest(runs: readonly (() => unknown)[]): number[] {
  const best = runs.map(() => Number.POSITIVE_INFINITY);
  for (let i = 0; i < REPEATS; i++) {
    for (const [n, run] of runs.entries()) {
      const started = performance.now();
      run();
      best[n] = Math.min(best[n] ?? 0, performance.now() - started);
    }
  }
  return best;
}
