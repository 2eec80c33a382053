import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RawClient } from './raw-client.ts';
import { DATA_BYTES, inParallel, line, publishRequest, receiveAll, startServerProcess } from './work.ts';

// What the write-ahead log costs: the same work with it, with fsync, and without it, in one run.
// Usage: node local/pubsub/bench/throughput.ts [messages] [rounds]
const MESSAGES = Number(process.argv[2] ?? 200_000);
const ROUNDS = Number(process.argv[3] ?? 3);

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
const variants = {
  'in memory': ['memory'],
  'write-ahead log': [join(directory, 'log')],
  'write-ahead log, fsync': [join(directory, 'fsync'), 'fsync'],
};
const results = new Map<string, Figures[]>();
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, journal] of Object.entries(variants)) {
    const figures = await measure(journal);
    results.set(name, [...(results.get(name) ?? []), figures]);
  }
}
rmSync(directory, { recursive: true, force: true });

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const base = results.get('in memory') ?? [];
console.log(
  `${MESSAGES} messages of ${DATA_BYTES} bytes, ${ROUNDS} rounds, medians; ratio to "in memory" (least to most)`,
);
for (const [name, figures] of results) {
  const column = (key: keyof Figures): string => {
    const ratios = figures.map((figure, i) => figure[key] / (base[i]?.[key] ?? 1)).sort((a, b) => a - b);
    const spread = `${ratios.at(0)?.toFixed(2)}-${ratios.at(-1)?.toFixed(2)}`;
    return `${key} ${median(figures.map((figure) => figure[key])).toFixed(key === 'cpuMicros' ? 1 : 0)} (${spread})`;
  };
  console.log(
    `${name.padEnd(24)} ${column('publish')}  ${column('deliver')}  ${column('cpuMicros')}  ${column('megabytes')}`,
  );
}
