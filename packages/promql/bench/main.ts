import { Command } from 'commander';
import { inTurns } from '../../../scripts/bench/in-turns.ts';
import { quotients, type Ratio, spread } from '../../../scripts/bench/ratios.ts';
import { report } from '../../../scripts/bench/report.ts';
import { createEngine, type Storage } from '../src/index.ts';
import { startPrometheus } from './prometheus.ts';
import { createSeries, END_MS, FIRST_STEP_MS, QUERIES, SAMPLES, SERIES, STEP_MS, STEPS } from './workload.ts';

const RUNS = 5;

/** Seconds that each contender takes, once a round. */
const timed = (contender: () => unknown) => async (): Promise<number> => {
  const start = performance.now();
  await contender();
  return (performance.now() - start) / 1000;
};

const { paired } = new Command()
  .name('bench promql')
  .description(
    'Range queries of the engine, as ratios to the seconds that Prometheus 3.11 took on such a machine.',
  )
  .option('--paired', 'in turns with the Prometheus and promtool on PATH too', false)
  .parse()
  .opts<{ paired: boolean }>();
const all = Array.from({ length: SERIES }, (_, n) => createSeries(n));
const storage: Storage = {
  select: (matchers) => {
    const code = matchers.find(({ name }) => name === 'code');
    return code === undefined ? all : all.filter(({ labels }) => /^5..$/.test(labels.code ?? ''));
  },
};
const engine = createEngine({ storage });
const prometheus = paired ? await startPrometheus(all) : null;
if (paired && prometheus === null) console.log('no "prometheus" and "promtool" on PATH: not paired');

console.log(`${SERIES} series x ${SAMPLES} samples x ${STEPS} steps, ${RUNS} runs: median (least to most)`);
const ratios: Ratio[] = [];
try {
  for (const { name, query, prometheusSeconds } of QUERIES) {
    const runs = await inTurns(
      {
        ours: timed(() => engine.range(query, FIRST_STEP_MS, END_MS, STEP_MS)),
        theirs: prometheus ? timed(() => prometheus.range(query, FIRST_STEP_MS, END_MS, STEP_MS)) : () => NaN,
      },
      RUNS,
    );
    console.log(
      `${name.padEnd(24)} ${spread(runs.ours, 3)} s; Prometheus 3.11, recorded: ${prometheusSeconds} s`,
    );
    ratios.push({
      of: `${name}, seconds to Prometheus 3.11's, recorded`,
      rounds: runs.ours.map((seconds) => seconds / prometheusSeconds),
      aim: { atMost: 2 },
    });
    if (prometheus === null) continue;
    console.log(`${''.padEnd(24)} Prometheus ${prometheus.version} over HTTP: ${spread(runs.theirs, 3)} s`);
    ratios.push({
      of: `${name}, seconds to Prometheus ${prometheus.version}, in turns`,
      rounds: quotients(runs.ours, runs.theirs, (seconds) => seconds),
    });
  }
} finally {
  await prometheus?.stop();
}
report(ratios);
