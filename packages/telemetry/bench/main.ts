import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { Command } from 'commander';
import { inTurns } from '../../../scripts/bench/in-turns.ts';
import { quotients, type Ratio, spread } from '../../../scripts/bench/ratios.ts';
import { report } from '../../../scripts/bench/report.ts';
import { catalogue } from '../src/catalogue.ts';
import { createInstruments } from '../src/instruments.ts';
import { createRecorder } from '../src/recorder.ts';
import { views } from '../src/views.ts';

const MEASUREMENTS = 200_000;
const ROUNDS = 7;
const SYSTEMS = ['system-01', 'system-02', 'system-03', 'system-04', 'system-05'];

new Command()
  .name('bench recorder')
  .description("Recording through this package's instruments beside the SDK's own.")
  .parse();

const reader = new PeriodicExportingMetricReader({
  exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
  exportIntervalMillis: 3_600_000,
});
const sdk = new MeterProvider({ views: views(), readers: [reader] }).getMeter('bench');
const ours = createInstruments(metrics.getMeter('none'), createRecorder());
const histogram = sdk.createHistogram(catalogue.ingestLag.name);
const counter = sdk.createCounter(catalogue.ingestEvents.name);

/** What is recorded per measurement, through the SDK's instruments and through ours. */
const CASES = {
  'histogram, one label': {
    sdk: (system: string) => histogram.record(0.3, { system }),
    ours: (system: string) => ours.ingestLag.record(0.3, { system }),
  },
  'counter, two labels': {
    sdk: (system: string) => counter.add(1, { outcome: 'stored', system }),
    ours: (system: string) => ours.ingestEvents.add(1, { outcome: 'stored', system }),
  },
};

/** Nanoseconds per measurement. */
function time(record: (system: string) => void): number {
  const startedAt = process.hrtime.bigint();
  for (let index = 0; index < MEASUREMENTS; index += 1) record(SYSTEMS[index % SYSTEMS.length] as string);
  return Number(process.hrtime.bigint() - startedAt) / MEASUREMENTS;
}

console.log('nanoseconds a measurement: median (least to most)');
const ratios: Ratio[] = [];
for (const [name, variants] of Object.entries(CASES)) {
  const runs = await inTurns({ sdk: () => time(variants.sdk), ours: () => time(variants.ours) }, ROUNDS);
  console.log(`${name.padEnd(22)} SDK ${spread(runs.sdk, 0)}   ours ${spread(runs.ours, 0)}`);
  ratios.push({
    of: `${name}, SDK's time to ours`,
    rounds: quotients(runs.sdk, runs.ours, (nanos) => nanos),
  });
}
report(ratios);
