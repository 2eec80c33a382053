import { Command } from 'commander';
import { type Process, start } from '../tests/processes.ts';
import { startReplay } from '../tests/replay.ts';
import { type System, startSystem } from '../tests/system.ts';
import { type Measured, WARM_UP_EVENTS } from './measure.ts';

const VARIANTS = ['ceiling', 'pipeline', 'naive'] as const;
type Variant = (typeof VARIANTS)[number];

/** What the README promises. */
const AIMS = { ofCeiling: 0.75, timesNaive: 3.5 };

const { rounds, events } = new Command()
  .name('bench:ingest')
  .description('Events per second through the subscriber, beside its ceiling and beside the naive shape.')
  .option('--rounds <n>', 'how often each is measured, in turn', '3')
  .option('--events <n>', 'how many events each time, after a warm-up', '40000')
  .parse()
  .opts<{ rounds: string; events: string }>();
const ROUNDS = Number(rounds);
const EVENTS = Number(events);
const REPLAYS = Math.ceil((WARM_UP_EVENTS + EVENTS) / 20_000);

/** Every run has a subscription of its own with the same backlog, so that none waits for a publisher. */
const subscriptionOf = (variant: Variant, round: number): string => `bench-${variant}-${round}`;

async function fill(system: System): Promise<void> {
  const topic = system.pubsub.topic('flights');
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const variant of VARIANTS) {
      await topic.createSubscription(subscriptionOf(variant, round), { ackDeadlineSeconds: 600 });
    }
  }
  for (let replay = 0; replay < REPLAYS; replay += 1) {
    const { code, stderr } = await startReplay(system, 'flights-20k', 'max').finished;
    if (code !== 0) throw new Error(`the publisher failed: ${stderr}`);
  }
}

async function measure(system: System, variant: Variant, round: number): Promise<Measured> {
  const run: Process = start(`apps/subscriber/bench/${variant}.ts`, [], {
    ...system.env,
    PUBSUB_SUBSCRIPTION: subscriptionOf(variant, round),
    BENCH_EVENTS: String(EVENTS),
  });
  const { code, stdout, stderr } = await run.finished;
  if (code !== 0) throw new Error(`${variant} failed: ${stderr}`);
  return JSON.parse(stdout);
}

const rate = ({ events, seconds }: Measured): number => events / seconds;
const microseconds = ({ events, cpuSeconds }: Measured): number => (cpuSeconds * 1_000_000) / events;

/** Median, and the least and the most. */
function spread(values: readonly number[], digits: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  const text = (value: number | undefined): string => (value ?? Number.NaN).toFixed(digits);
  return `${text(sorted[sorted.length >> 1])} (${text(sorted[0])} to ${text(sorted.at(-1))})`;
}

const system = await startSystem({ subscriber: false });
try {
  await fill(system);
  const measured: Record<Variant, Measured[]> = { ceiling: [], pipeline: [], naive: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const variant of VARIANTS) measured[variant].push(await measure(system, variant, round));
  }
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  say(`${EVENTS} events, ${ROUNDS} rounds: median (least to most)`);
  for (const variant of VARIANTS) {
    const runs = measured[variant];
    say(
      `  ${variant.padEnd(10)} ${spread(runs.map(rate), 0).padEnd(28)} events/s   ${spread(runs.map(microseconds), 1)} µs of this process's CPU an event`,
    );
  }
  const ratios = (other: Variant): number[] =>
    measured.pipeline.map((run, round) => rate(run) / rate(measured[other][round] ?? run));
  say(`  pipeline / ceiling ${spread(ratios('ceiling'), 2)}   aim ${AIMS.ofCeiling}`);
  say(`  pipeline / naive   ${spread(ratios('naive'), 2)}   aim ${AIMS.timesNaive}`);
} finally {
  await system.close();
}
