import { createEngine, createMemoryStorage, labelsOf } from '@flightdeck/promql';
import { Command } from 'commander';
import { inTurns } from '../../../scripts/bench/in-turns.ts';
import { quotients, type Ratio, spread } from '../../../scripts/bench/ratios.ts';
import { report } from '../../../scripts/bench/report.ts';
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

new Command()
  .name('bench monitoring')
  .description('What a sample costs in memory, and what queries cost beside plain arrays of doubles.')
  .parse();

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
process.stdout.write('milliseconds a query, this store beside plain arrays: median (least to most)\n');
const ours = createQueryEngine(store);
const theirs = createEngine({ storage: plain });
const ratios: Ratio[] = [];
for (const { query, range } of QUERIES) {
  const start = END - (range?.hours ?? 0) * 3_600_000;
  const run = (engine: Pick<typeof theirs, 'range' | 'instant'>) =>
    timed(() => (range ? engine.range(query, start, END, range.step) : engine.instant(query, END)));
  const runs = await inTurns({ own: run(ours), plain: run(theirs) }, REPEATS);
  const shown = range ? `${query} over ${range.hours} h` : query;
  process.stdout.write(`${spread(runs.own, 1)}  ${spread(runs.plain, 1)}  ${shown}\n`);
  ratios.push({ of: shown, rounds: quotients(runs.own, runs.plain, (ms) => ms) });
}
report(ratios);

function timed(run: () => unknown): () => number {
  return () => {
    const started = performance.now();
    run();
    return performance.now() - started;
  };
}
