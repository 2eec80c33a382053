import { Command } from 'commander';
import { inTurns } from '../../../scripts/bench/in-turns.ts';
import { processorSeconds } from '../../../scripts/bench/processor-time.ts';
import { quotients, spread } from '../../../scripts/bench/ratios.ts';
import { report } from '../../../scripts/bench/report.ts';
import { startTelemetrySink } from '../../../scripts/bench/telemetry-sink.ts';
import { start } from '../tests/processes.ts';
import { startReplay } from '../tests/replay.ts';
import { type System, startSystem } from '../tests/system.ts';
import { type Contender, type ContenderName, contenders } from './contenders.ts';
import type { Measured } from './measure.ts';

const options = new Command()
  .name('bench ingest')
  .description(
    'Events a second through the subscriber, beside the ceiling (the same client receiving and acking, doing nothing),\n' +
      'the naive shape (Subscription class and table.insert), and itself without telemetry. Broker and warehouse are\n' +
      'processes of their own on the same machine, so processor time by process stands beside.',
  )
  .option('--rounds <n>', 'how often each is measured, in turn', '5')
  .option('--events <n>', 'how many events each time, after half as many to warm up', '100000')
  .parse()
  .opts<{ rounds: string; events: string }>();
const ROUNDS = Number(options.rounds);
const EVENTS = Number(options.events);

/** Events of the file that fills the subscriptions. */
const FILE_EVENTS = 20_000;

/** A run that is not over by then hangs; it takes seconds. */
const RUN_LIMIT_MS = 300_000;

/** One contender's run, and what the others spent on it. */
interface Run extends Measured {
  /** Microseconds an event, warm-up included. */
  readonly brokerMicros: number;
  readonly warehouseMicros: number;
}

/** Every run has a subscription of its own with the same backlog, so that none waits for a publisher. */
const subscriptionOf = (name: string, round: number): string => `bench-${name.replace(' ', '-')}-${round}`;

async function fill(system: System, names: readonly string[], env: Contender['env']): Promise<void> {
  const topic = system.pubsub.topic('flights');
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of names) {
      await topic.createSubscription(subscriptionOf(name, round), { ackDeadlineSeconds: 600 });
    }
  }
  // One more than is counted: the clock starts with the batch that ends the warm-up, somewhere within it.
  const replays = Math.ceil((EVENTS * 1.5) / FILE_EVENTS) + 1;
  // With telemetry, so that some messages carry a trace as in earnest.
  const publisherOf = { ...system, env: { ...system.env, ...env } };
  for (let replay = 0; replay < replays; replay += 1) {
    const { code, stderr } = await startReplay(publisherOf, 'flights-20k', 'max').finished;
    if (code !== 0) throw new Error(`the publisher failed: ${stderr}`);
  }
}

async function measure(system: System, name: string, contender: Contender, round: number): Promise<Run> {
  const others = (): number[] => [system.pid('pubsub'), system.pid('bigquery')].map(processorSeconds);
  const before = others();
  const run = start(contender.script, [], {
    ...system.env,
    ...contender.env,
    PUBSUB_SUBSCRIPTION: subscriptionOf(name, round),
    BENCH_WARM_UP: String(contender.warmUp),
    BENCH_EVENTS: String(contender.events),
  });
  const hangs = setTimeout(() => void run.kill(), RUN_LIMIT_MS);
  const { code, stdout, stderr } = await run.finished;
  clearTimeout(hangs);
  if (code !== 0) throw new Error(`${name} failed: ${stderr}`);
  const [brokerMicros = Number.NaN, warehouseMicros = Number.NaN] = others().map(
    (seconds, index) => ((seconds - (before[index] ?? 0)) * 1e6) / (contender.warmUp + contender.events),
  );
  await system.pubsub.subscription(subscriptionOf(name, round)).delete();
  return { ...(JSON.parse(stdout) as Measured), brokerMicros, warehouseMicros };
}

const rate = ({ events, seconds }: Measured): number => events / seconds;
const micros = ({ events, processorSeconds: used }: Measured): number => (used * 1e6) / events;

const sink = await startTelemetrySink();
const system = await startSystem({ subscriber: false });
try {
  const all = Object.entries(contenders(EVENTS, sink)) as [ContenderName, Contender][];
  await fill(
    system,
    all.map(([name]) => name),
    sink.on,
  );
  const turns = {} as Record<ContenderName, () => Promise<Run>>;
  for (const [name, contender] of all) {
    let round = 0;
    turns[name] = () => measure(system, name, contender, round++);
  }
  const runs = await inTurns(turns, ROUNDS);

  console.log(`${EVENTS} events, ${ROUNDS} rounds in turns: median (least to most)`);
  console.log(
    ['', 'events/s', 'µs an event, own process', 'broker', 'warehouse']
      .map((text) => text.padEnd(26))
      .join(''),
  );
  for (const [name] of all) {
    const values = [rate, micros, (run: Run) => run.brokerMicros, (run: Run) => run.warehouseMicros];
    const cells = values.map((value, index) => spread(runs[name].map(value), index === 0 ? 0 : 1));
    console.log([name, ...cells].map((text) => text.padEnd(26)).join(''));
  }
  const { ceiling, subscriber, naive, 'without telemetry': silent } = runs;
  report([
    { of: 'events/s to the ceiling', rounds: quotients(subscriber, ceiling, rate), aim: { atLeast: 0.75 } },
    {
      of: 'the same, by processor time of the process',
      rounds: quotients(ceiling, subscriber, micros),
    },
    { of: 'events/s to the naive shape', rounds: quotients(subscriber, naive, rate), aim: { atLeast: 3.5 } },
    {
      of: 'telemetry on to off, events/s',
      rounds: quotients(subscriber, silent, rate),
      aim: { atLeast: 0.95 },
    },
    {
      of: 'telemetry on to off, by processor time',
      rounds: quotients(silent, subscriber, micros),
      aim: { atLeast: 0.95 },
    },
  ]);
} finally {
  await system.close();
  sink.close();
}
