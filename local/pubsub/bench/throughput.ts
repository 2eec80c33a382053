import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { inTurns } from '../../../scripts/bench/in-turns.ts';
import { quotients, spread } from '../../../scripts/bench/ratios.ts';
import { report } from '../../../scripts/bench/report.ts';
import { RawClient } from './raw-client.ts';
import { DATA_BYTES, inParallel, line, publishRequest, receiveAll, startServerProcess } from './work.ts';

const options = new Command()
  .name('bench pubsub')
  .description(
    'What the write-ahead log costs: the same work with it, with fsync, and without it, in one run.',
  )
  .option('--messages <n>', 'how many each time', '200000')
  .option('--rounds <n>', 'how often each is measured, in turns', '3')
  .parse()
  .opts<{ messages: string; rounds: string }>();
const MESSAGES = Number(options.messages);
const ROUNDS = Number(options.rounds);

const BATCH = 1000;
const PUBLISHES_IN_FLIGHT = 4;
interface Figures {
  readonly publish: number;
  readonly deliver: number;
  readonly cpuMicros: number;
  readonly megabytes: number;
}

async function measure(journal: readonly string[]): Promise<Figures> {
  const server = startServerProcess(journal);
  const client = new RawClient(Number(await line(server)));
  const topic = 'projects/bench/topics/bench';
  const subscription = 'projects/bench/subscriptions/bench';
  await client.call('CreateTopic', { name: topic });
  await client.call('CreateSubscription', { name: subscription, topic, ackDeadlineSeconds: 60 });
  const request = publishRequest(topic, BATCH);
  const publishStart = performance.now();
  await inParallel(MESSAGES / BATCH, PUBLISHES_IN_FLIGHT, () => client.call('Publish', request));
  const deliverStart = performance.now();
  await receiveAll(client, subscription, MESSAGES);
  const end = performance.now();
  server.kill('SIGTERM');
  const cost = JSON.parse(await line(server)) as { cpuSeconds: number; megabytes: number };
  client.close();
  return {
    publish: (MESSAGES / (deliverStart - publishStart)) * 1000,
    deliver: (MESSAGES / (end - deliverStart)) * 1000,
    cpuMicros: (cost.cpuSeconds * 1e6) / MESSAGES,
    megabytes: cost.megabytes,
  };
}

const directory = mkdtempSync(join(tmpdir(), 'flightdeck-bench-'));
const runs = await inTurns(
  {
    'in memory': () => measure(['memory']),
    'write-ahead log': () => measure([join(directory, 'log')]),
    'write-ahead log, fsync': () => measure([join(directory, 'fsync'), 'fsync']),
  },
  ROUNDS,
);
rmSync(directory, { recursive: true, force: true });

console.log(`${MESSAGES} messages of ${DATA_BYTES} bytes, ${ROUNDS} rounds in turns: median (least to most)`);
for (const [name, figures] of Object.entries(runs)) {
  const column = (key: keyof Figures, digits = 0): string =>
    spread(
      figures.map((one) => one[key]),
      digits,
    );
  console.log(
    `${name.padEnd(24)} publish ${column('publish')}/s  deliver ${column('deliver')}/s  ` +
      `${column('cpuMicros', 1)} µs of the server's processor a message  ${column('megabytes')} MB`,
  );
}
const { 'in memory': memory, 'write-ahead log': log } = runs;
report([
  { of: 'processor time a message, log on to off', rounds: quotients(log, memory, (one) => one.cpuMicros) },
  { of: 'messages/s published, log on to off', rounds: quotients(log, memory, (one) => one.publish) },
  { of: 'messages/s delivered, log on to off', rounds: quotients(log, memory, (one) => one.deliver) },
]);
