import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { Command } from 'commander';
import { inTurns } from '../../../scripts/bench/in-turns.ts';
import { processorSeconds } from '../../../scripts/bench/processor-time.ts';
import { quotients, spread } from '../../../scripts/bench/ratios.ts';
import { report } from '../../../scripts/bench/report.ts';
import { startTelemetrySink } from '../../../scripts/bench/telemetry-sink.ts';
import { rowsOf } from '../tests/flights-data.ts';
import { PROJECT, startWarehouse } from '../tests/warehouse.ts';
import { type Server, startServer } from './server.ts';

const options = new Command()
  .name('bench api')
  .description(
    'Requests a second of the API from its cache, beside bare Express returning the same bytes, and beside itself\n' +
      'without telemetry. The client shares the machine, so processor time of the server stands beside.',
  )
  .option('--seconds <n>', 'length of one measurement', '3')
  .option('--rounds <n>', 'measurements of each, in turns', '15')
  .option('--connections <n>', 'requests at once', '32')
  .parse()
  .opts<{ seconds: string; rounds: string; connections: string }>();

const PATH = '/v1/routes?page_size=20';
const DURATION: { duration?: number; amount?: number } = { duration: Number(options.seconds) };
/** A number and not a time: on a busy machine seconds are too short for Node.js to learn the code. */
const WARM_UP = { amount: 10_000 };
const UNLIMITED = '100000000';

interface Measured {
  readonly perSecond: number;
  /** Of the server process, per request. */
  readonly micros: number;
}

async function measure({ url, pid }: Server, until = DURATION): Promise<Measured> {
  const before = processorSeconds(pid);
  const result = await autocannon({
    url: url + PATH,
    connections: Number(options.connections),
    ...until,
  });
  if (result.non2xx + result.errors > 0) {
    throw new Error(`${url}: ${result.non2xx} answers other than 2xx, ${result.errors} errors`);
  }
  return {
    perSecond: result['2xx'] / result.duration,
    micros: ((processorSeconds(pid) - before) / result['2xx']) * 1e6,
  };
}

const folder = await mkdtemp(join(tmpdir(), 'flightdeck-bench-'));
const sink = await startTelemetrySink();
const warehouse = await startWarehouse();
const servers: Server[] = [];
const serve = async (script: string, args: readonly string[], env: Readonly<Record<string, string>>) => {
  const server = await startServer(script, args, env);
  servers.push(server);
  return server;
};
const api = (env: Readonly<Record<string, string>>) =>
  serve('../src/main.ts', [], {
    ...env,
    PORT: '0',
    GOOGLE_CLOUD_PROJECT: PROJECT,
    BIGQUERY_API_ENDPOINT: warehouse.endpoint,
    REQUESTS_PER_MINUTE: UNLIMITED,
    QUERY_DEADLINE_MS: '60000',
  });
try {
  await warehouse.insert(rowsOf('flights-2k'));
  const withTelemetry = await api(sink.on);
  const body = await (await fetch(withTelemetry.url + PATH)).text();
  await writeFile(join(folder, 'body.json'), body);
  const contenders = {
    'bare Express': await serve('./bare.ts', [join(folder, 'body.json')], {}),
    API: withTelemetry,
    'without telemetry': await api(sink.off),
  };
  for (const server of servers) await measure(server, WARM_UP);
  const runs = await inTurns(
    {
      'bare Express': () => measure(contenders['bare Express']),
      API: () => measure(contenders.API),
      'without telemetry': () => measure(contenders['without telemetry']),
    },
    Number(options.rounds),
  );
  console.log(
    `GET ${PATH}, ${body.length} bytes, ${options.connections} connections, ${options.rounds} rounds in turns`,
  );
  for (const [name, of] of Object.entries(runs)) {
    const perSecond = of.map((one) => one.perSecond);
    const micros = of.map((one) => one.micros);
    console.log(
      `${name.padEnd(18)} ${spread(perSecond, 0)} requests/s, ${spread(micros, 1)} µs of its process each`,
    );
  }
  const { 'bare Express': bare, API: on, 'without telemetry': off } = runs;
  const rate = ({ perSecond }: Measured): number => perSecond;
  const micros = (one: Measured): number => one.micros;
  report([
    { of: 'requests/s to bare Express', rounds: quotients(on, bare, rate), aim: { atLeast: 0.8 } },
    { of: 'the same, by processor time of the process', rounds: quotients(bare, on, micros) },
    { of: 'telemetry on to off, requests/s', rounds: quotients(on, off, rate), aim: { atLeast: 0.95 } },
    {
      of: 'telemetry on to off, by processor time',
      rounds: quotients(off, on, micros),
      aim: { atLeast: 0.95 },
    },
  ]);
} finally {
  await Promise.all(servers.map((server) => server.stop()));
  await warehouse.stop();
  sink.close();
  await rm(folder, { recursive: true, force: true });
}
