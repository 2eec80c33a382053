import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { catalogue } from '../src/catalogue.ts';
import { createInstruments } from '../src/instruments.ts';
import { createRecorder } from '../src/recorder.ts';
import { views } from '../src/views.ts';

const MEASUREMENTS = 200_000;
const ROUNDS = 7;
const SYSTEMS = ['system-01', 'system-02', 'system-03', 'system-04', 'system-05'];

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

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

console.log('nanoseconds per measurement, median of alternating rounds; ratio with its spread');
for (const [name, variants] of Object.entries(CASES)) {
  const rounds = Array.from({ length: ROUNDS }, () => ({
    sdk: time(variants.sdk),
    ours: time(variants.ours),
  }));
  const ratios = rounds.map((round) => round.sdk / round.ours);
  const shown = [Math.min(...ratios), median(ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(1));
  console.log(
    `${name.padEnd(22)} SDK ${median(rounds.map((one) => one.sdk)).toFixed(0)} ns, ` +
      `ours ${median(rounds.map((one) => one.ours)).toFixed(0)} ns, ${shown[1]} x faster (${shown[0]} to ${shown[2]})`,
  );
}
