import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';

/**
 * What telemetry costs the API: requests per second of the server's processor time (which does not depend on
 * what else the machine does), answered from the cache, the cheapest answer there is, so that telemetry's
 * share is as large as it gets. Two processes, on and off, under load by turns.
 */
const ROUNDS = 7;
const SECONDS = 3;
const CONNECTIONS = 16;

// Takes what is exported; telemetry that nobody takes would be cheaper than in earnest.
const sink = createServer((request, response) => {
  request.resume().on('end', () => response.end());
});
sink.listen(0, '127.0.0.1');
await once(sink, 'listening');
const endpoint = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;

/** @returns the process and its address, once it listens */
async function start(env: Record<string, string>): Promise<{ child: ChildProcess; url: string }> {
  const script = fileURLToPath(new URL('./telemetry-cost-server.ts', import.meta.url));
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, ...env, LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [port] = (await once(child, 'message')) as [number];
  return { child, url: `http://127.0.0.1:${port}/v1/systems` };
}

/** Processor time the process has used, in seconds. */
async function cpuSeconds(child: ChildProcess): Promise<number> {
  child.send('cpu');
  const [micros] = (await once(child, 'message')) as [number];
  return micros / 1e6;
}

async function requestsPerCpuSecond({ child, url }: { child: ChildProcess; url: string }): Promise<number> {
  const before = await cpuSeconds(child);
  const { requests, errors, non2xx } = await autocannon({ url, connections: CONNECTIONS, duration: SECONDS });
  if (errors + non2xx > 0) throw new Error(`${errors} errors, ${non2xx} answers that are not 2xx`);
  return requests.total / ((await cpuSeconds(child)) - before);
}

const on = await start({
  METRICS_EXPORTER: 'otlp',
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_METRIC_EXPORT_INTERVAL: '1000',
});
const off = await start({ METRICS_EXPORTER: 'none' });
try {
  for (const server of [on, off]) await requestsPerCpuSecond(server);
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const without = await requestsPerCpuSecond(off);
    const withIt = await requestsPerCpuSecond(on);
    ratios.push(withIt / without);
    const shown = [Math.round(without), Math.round(withIt), (withIt / without).toFixed(3)];
    console.log(`off ${shown[0]} requests/CPU-s, on ${shown[1]} requests/CPU-s, ratio ${shown[2]}`);
  }
  ratios.sort((a, b) => a - b);
  const [lowest, median, highest] = [ratios[0], ratios[Math.floor(ROUNDS / 2)], ratios.at(-1)].map((ratio) =>
    (ratio ?? 0).toFixed(3),
  );
  console.log(`telemetry on / off: ${median} (${lowest} to ${highest})`);
} finally {
  on.child.kill();
  off.child.kill();
  sink.close();
}
