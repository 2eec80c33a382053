import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RawClient } from './raw-client.ts';
import { inParallel, line, publishRequest, receiveAll, startServerProcess } from './work.ts';

// What a large backlog costs in memory and on disk, how long a restart with it takes, and what is left
// once it is acknowledged. Usage: node local/pubsub/bench/backlog.ts [messages]
const MESSAGES = Number(process.argv[2] ?? 3_000_000);
const BATCH = 1000;

const directory = mkdtempSync(join(tmpdir(), 'flightdeck-backlog-'));
const topic = 'projects/bench/topics/bench';
const subscription = 'projects/bench/subscriptions/bench';

async function start(): Promise<{ server: ChildProcess; client: RawClient }> {
  const server = startServerProcess([directory]);
  return { server, client: new RawClient(Number(await line(server))) };
}

/** Resident memory of a process, in MB. */
function residentMb(server: ChildProcess): number {
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(1);

let { server, client } = await start();
console.log(`at start: ${residentMb(server)} MB resident`);
await client.call('CreateTopic', { name: topic });
await client.call('CreateSubscription', { name: subscription, topic, ackDeadlineSeconds: 60 });
const request = publishRequest(topic, BATCH);
for (let part = 1; part <= 6; part++) {
  const since = performance.now();
  await inParallel(MESSAGES / 6 / BATCH, 4, () => client.call('Publish', request));
  const done = (MESSAGES / 6) * part;
  console.log(`${done} messages waiting: ${residentMb(server)} MB resident (${seconds(since)} s)`);
}
server.kill('SIGKILL');
await once(server, 'exit');
client.close();
const restart = performance.now();
({ server, client } = await start());
console.log(`after kill -9 and restart in ${seconds(restart)} s: ${residentMb(server)} MB resident`);
const drain = performance.now();
await receiveAll(client, subscription, MESSAGES);
console.log(`all delivered and acknowledged in ${seconds(drain)} s: ${residentMb(server)} MB resident`);
server.kill('SIGTERM');
console.log(`peak: ${Math.round(JSON.parse(await line(server)).megabytes)} MB resident`);
client.close();
rmSync(directory, { recursive: true, force: true });
