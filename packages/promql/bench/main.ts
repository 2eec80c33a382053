import { createEngine, type Storage } from '../src/index.ts';
import { startPrometheus } from './prometheus.ts';
import { createSeries, END_MS, FIRST_STEP_MS, QUERIES, SAMPLES, SERIES, STEP_MS, STEPS } from './workload.ts';

const RUNS = 5;

/** Median seconds of each of the contenders, run in turns so that a noisy machine is equally unkind to all. */
async function compare(contenders: readonly (() => unknown)[]): Promise<number[]> {
  const times = contenders.map((): number[] => []);
  for (let n = 0; n < RUNS; n++)
    for (const [i, contender] of contenders.entries()) {
      const start = performance.now();
      await contender();
      times[i]?.push((performance.now() - start) / 1000);
    }
  return times.map((taken) => taken.sort((a, b) => a - b)[Math.floor(RUNS / 2)] as number);
}

const paired = process.argv.includes('--paired');
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

console.log(`${SERIES} series x ${SAMPLES} samples x ${STEPS} steps, median of ${RUNS} runs`);
try {
  for (const { name, query, prometheusSeconds } of QUERIES) {
    const ours = () => engine.range(query, FIRST_STEP_MS, END_MS, STEP_MS);
    const theirs = prometheus ? [() => prometheus.range(query, FIRST_STEP_MS, END_MS, STEP_MS)] : [];
    const [taken = NaN, beside] = await compare([ours, ...theirs]);
    const recorded = `${(taken / prometheusSeconds).toFixed(2)} of Prometheus 3.11's ${prometheusSeconds} s (aim: <= 2)`;
    const pair =
      beside === undefined
        ? ''
        : `; in this run Prometheus ${prometheus?.version} took ${beside.toFixed(3)} s: ratio ${(taken / beside).toFixed(2)}`;
    console.log(`${name.padEnd(24)} ${taken.toFixed(3)} s; ${recorded}${pair}`);
  }
} finally {
  await prometheus?.stop();
}
