import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

/**
 * What telemetry costs the subscriber: events per second of processor time (which does not depend on what else
 * the machine does) through decode, batch, encode and settle, without the network, so that its share is
 * larger than in earnest. Each run is a process of its own, on and off by turns.
 */
const ROUNDS = 5;

// Takes what is exported; telemetry that nobody takes would be cheaper than in earnest.
const sink = createServer((request, response) => {
  request.resume().on('end', () => response.end());
});
sink.listen(0, '127.0.0.1');
await once(sink, 'listening');
const endpoint = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;

const ON = {
  METRICS_EXPORTER: 'otlp',
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_METRIC_EXPORT_INTERVAL: '1000',
};
const OFF = { METRICS_EXPORTER: 'none' };

/** Events per processor second, as the run itself counts them. */
async function eventsPerSecond(env: Record<string, string>): Promise<number> {
  const script = fileURLToPath(new URL('./telemetry-cost-run.ts', import.meta.url));
  const run = spawn(process.execPath, [script], {
    env: { ...process.env, ...env, LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  run.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const [code] = await once(run, 'close');
  if (code !== 0) throw new Error(`a run ended with code ${code}`);
  return Number(text);
}

const ratios: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const off = await eventsPerSecond(OFF);
  const on = await eventsPerSecond(ON);
  ratios.push(on / off);
  console.log(
    `off ${Math.round(off)} events/CPU-s, on ${Math.round(on)} events/CPU-s, ratio ${(on / off).toFixed(3)}`,
  );
}
ratios.sort((a, b) => a - b);
const [lowest, median, highest] = [ratios[0], ratios[Math.floor(ROUNDS / 2)], ratios.at(-1)].map((ratio) =>
  (ratio ?? 0).toFixed(3),
);
console.log(`telemetry on / off: ${median} (${lowest} to ${highest})`);
sink.close();
