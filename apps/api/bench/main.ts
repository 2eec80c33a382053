import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import autocannon from 'autocannon';
import { Command } from 'commander';
import { rowsOf } from '../tests/flights-data.ts';
import { PROJECT, startWarehouse } from '../tests/warehouse.ts';

const options = new Command('bench:api')
  .description('Requests per second of the API from its cache, beside bare Express returning the same bytes.')
  .option('--seconds <n>', 'length of one measurement', '3')
  .option('--rounds <n>', 'measurements of each, in turn', '5')
  .option('--connections <n>', 'requests at once', '32')
  .parse()
  .opts<{ seconds: string; rounds: string; connections: string }>();

const PATH = '/v1/routes?page_size=20';
const UNLIMITED = '100000000';

interface Contender {
  readonly process: ChildProcess;
  readonly url: string;
}

async function start(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Contender> {
  const child = spawn(process.execPath, argv, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const { port } = JSON.parse(line) as { port?: number };
    if (port === undefined) continue;
    child.stdout.resume();
    return { process: child, url: `http://127.0.0.1:${port}${PATH}` };
  }
  throw new Error(`${argv[0]} ended before it listened`);
}

interface Measurement {
  readonly perSecond: number;
  /** Of the server process; what a busy machine disturbs least. */
  readonly cpuMicros: number;
}

async function measure({ url, process: { pid = 0 } }: Contender): Promise<Measurement> {
  const before = cpuSeconds(pid);
  const result = await autocannon({
    url,
    connections: Number(options.connections),
    duration: Number(options.seconds),
  });
  if (result.non2xx + result.errors > 0) {
    throw new Error(`${url}: ${result.non2xx} answers other than 2xx, ${result.errors} errors`);
  }
  return {
    perSecond: result['2xx'] / result.duration,
    cpuMicros: ((cpuSeconds(pid) - before) / result['2xx']) * 1_000_000,
  };
}

// Linux counts in hundredths of a second whatever the kernel's own tick is.
const TICKS_PER_SECOND = 100;

/** Processor time of a process so far; NaN where /proc does not tell. */
function cpuSeconds(pid: number): number {
  try {
    // User and system time are fields 14 and 15; the name before may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return Number.NaN;
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const main = (name: string): string => new URL(name, import.meta.url).pathname;
const folder = await mkdtemp(join(tmpdir(), 'flightdeck-bench-'));
const warehouse = await startWarehouse();
const started: Contender[] = [];
try {
  await warehouse.insert(rowsOf('flights-2k'));
  const api = await start([main('../src/main.ts')], {
    PORT: '0',
    GOOGLE_CLOUD_PROJECT: PROJECT,
    BIGQUERY_API_ENDPOINT: warehouse.endpoint,
    METRICS_EXPORTER: 'none',
    REQUESTS_PER_MINUTE: UNLIMITED,
    QUERY_DEADLINE_MS: '60000',
  });
  started.push(api);
  const body = await (await fetch(api.url)).text();
  await writeFile(join(folder, 'body.json'), body);
  const bare = await start([main('./bare.ts'), join(folder, 'body.json')]);
  started.push(bare);
  console.log(
    `GET ${PATH}, ${body.length} bytes, ${options.connections} connections, ${options.rounds} rounds in turn`,
  );
  for (const contender of [bare, api]) await measure(contender);
  const rounds: { readonly bare: Measurement; readonly api: Measurement }[] = [];
  for (let round = 0; round < Number(options.rounds); round++) {
    rounds.push({ bare: await measure(bare), api: await measure(api) });
  }
  const line = (name: string, of: readonly Measurement[]): string =>
    `${name}  ${median(of.map((one) => one.perSecond)).toFixed(0)} requests/s, ${median(of.map((one) => one.cpuMicros)).toFixed(0)} µs of processor each (medians)`;
  const ratio = (of: readonly number[]): string =>
    `${median(of).toFixed(2)} (${Math.min(...of).toFixed(2)} to ${Math.max(...of).toFixed(2)})`;
  console.log(
    line(
      'bare Express',
      rounds.map((round) => round.bare),
    ),
  );
  console.log(
    line(
      'API, cached ',
      rounds.map((round) => round.api),
    ),
  );
  console.log(
    `ratio of requests/s   ${ratio(rounds.map((round) => round.api.perSecond / round.bare.perSecond))}; aim: at least 0.8`,
  );
  console.log(
    `ratio by processor    ${ratio(rounds.map((round) => round.bare.cpuMicros / round.api.cpuMicros))}`,
  );
} finally {
  for (const { process: child } of started) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  await warehouse.stop();
  await rm(folder, { recursive: true, force: true });
}
