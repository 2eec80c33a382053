import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { adapt, managedwriter } from '@google-cloud/bigquery-storage';
import { credentials } from '@grpc/grpc-js';
import { program } from 'commander';
import protobuf from 'protobufjs';
import { inTurns } from '../../../scripts/bench/in-turns.ts';
import { quotients, spread } from '../../../scripts/bench/ratios.ts';
import { report } from '../../../scripts/bench/report.ts';
import { toChunks } from '../src/engine/chunks.ts';
import { typeOf } from '../src/engine/parameters.ts';
import { duckdbType, quote, readFields } from '../src/engine/schema.ts';
import { appendChunks } from '../src/engine/writer.ts';
import { rowDecoder } from '../src/storage/decode.ts';
import { clientFor, PROJECT } from '../tests/harness.ts';

program
  .name('bench warehouse')
  .description(
    "Rows a second through the Storage Write path beside DuckDB's appender alone, then the API's reads on what was written.",
  )
  .option('--rows <n>', 'rows to write, each of three times', '300000')
  .parse();
const rows = Number((program.opts() as { rows: string }).rows);
const BATCH = 2000;
const IN_FLIGHT = 4;
const ROUNDS = 3;

const SCHEMA = [
  { name: 'event_id', type: 'STRING', mode: 'REQUIRED' },
  { name: 'system', type: 'STRING', mode: 'REQUIRED' },
  { name: 'occurred_at', type: 'TIMESTAMP', mode: 'REQUIRED' },
  { name: 'origin', type: 'STRING', mode: 'REQUIRED' },
  { name: 'destination', type: 'STRING', mode: 'REQUIRED' },
  { name: 'delay_minutes', type: 'INTEGER', mode: 'REQUIRED' },
  { name: 'distance_miles', type: 'INTEGER', mode: 'REQUIRED' },
  { name: 'published_at', type: 'TIMESTAMP', mode: 'REQUIRED' },
  { name: 'ingested_at', type: 'TIMESTAMP', mode: 'REQUIRED' },
  { name: 'message_id', type: 'STRING', mode: 'REQUIRED' },
];
const protoDescriptor = adapt.convertStorageSchemaToProto2Descriptor(
  adapt.convertBigQuerySchemaToStorageTableSchema({ fields: SCHEMA }),
  'root',
);
const PROTO_TYPE: Record<string, string> = { STRING: 'string', INTEGER: 'int64', TIMESTAMP: 'int64' };
/** The same as the server reads it off the wire. */
const DESCRIPTOR = {
  field: SCHEMA.map(({ name, type }, index) => ({
    name,
    number: index + 1,
    label: 'LABEL_OPTIONAL',
    type: `TYPE_${(PROTO_TYPE[type] ?? 'string').toUpperCase()}`,
  })),
};
const message = new protobuf.Type('Row');
for (const [index, { name, type }] of SCHEMA.entries()) {
  message.add(new protobuf.Field(name, index + 1, PROTO_TYPE[type] ?? 'string', 'optional'));
}
new protobuf.Root().add(message);

/** 60 airports: as many routes as the real data has in its busy part. */
const airport = (index: number): string => `A${String(index % 60).padStart(2, '0')}`;
function encodeBatch(start: number): Buffer[] {
  return Array.from({ length: Math.min(BATCH, rows - start) }, (_, offset) => {
    const index = start + offset;
    const row = {
      event_id: `flights-3m-${index}`,
      system: `system-0${(index % 8) + 1}`,
      occurredAt: 978_307_200_000_000 + index * 5_000_000,
      origin: airport(index * 7),
      destination: airport(index * 13 + 1),
      delayMinutes: ((index * 31) % 200) - 20,
      distanceMiles: 100 + (index % 2000),
      publishedAt: 1_795_000_000_000_000 + index,
      ingestedAt: 1_795_000_000_500_000 + index,
      messageId: String(index),
    };
    return Buffer.from(message.encode(message.fromObject(renamed(row))).finish());
  });
}
const renamed = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );

const batches: Buffer[][] = [];
for (let start = 0; start < rows; start += BATCH) batches.push(encodeBatch(start));
const fields = readFields(SCHEMA);

/** The ceiling: the same rows decoded and appended in this process, no network, one commit a batch. */
async function appenderAlone(): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-'));
  const instance = await DuckDBInstance.create(join(directory, 'd.duckdb'), { threads: '2' });
  const connection = await instance.connect();
  await connection.run(
    `CREATE TABLE t (${fields.map((field) => `${quote(field.name)} ${duckdbType(field)}`).join(', ')})`,
  );
  const decode = rowDecoder(DESCRIPTOR, fields);
  const start = performance.now();
  for (const batch of batches) {
    await connection.run('BEGIN');
    await appendChunks(connection, 'main', 't', toChunks(fields.map(typeOf), decode(batch).columns));
    await connection.run('COMMIT');
  }
  const seconds = (performance.now() - start) / 1000;
  connection.closeSync();
  instance.closeSync();
  rmSync(directory, { recursive: true });
  return rows / seconds;
}

const directory = mkdtempSync(join(tmpdir(), 'bench-'));
const ports = { rest: 20_150, grpc: 20_160 };
const server = fork(new URL('../src/main.ts', import.meta.url).pathname, ['--data', directory], {
  env: {
    ...process.env,
    FLIGHTDECK_BIGQUERY_PORT: String(ports.rest),
    FLIGHTDECK_BIGQUERY_STORAGE_PORT: String(ports.grpc),
  },
  stdio: 'ignore',
});
const base = `http://127.0.0.1:${ports.rest}/_flightdeck`;
while (!(await fetch(`${base}/readyz`).catch(() => undefined))?.ok)
  await new Promise((resolve) => setTimeout(resolve, 100));

const client = clientFor(ports.rest);
await client.createDataset('d');
await client.dataset('d').createTable('t', { schema: SCHEMA });
await client.dataset('d').createTable('flights', {
  view: {
    query: `SELECT ${SCHEMA.map(({ name }) => name).join(', ')} FROM \`${PROJECT}.d.t\` WHERE TRUE QUALIFY ROW_NUMBER() OVER (PARTITION BY event_id ORDER BY ingested_at, message_id) = 1`,
    useLegacySql: false,
  },
});
const writerClient = new managedwriter.WriterClient({
  projectId: PROJECT,
  servicePath: '127.0.0.1',
  port: ports.grpc,
  // biome-ignore lint/suspicious/noExplicitAny: two copies of grpc-js types
  sslCreds: credentials.createInsecure() as any,
});
const connection = await writerClient.createStreamConnection({
  streamId: managedwriter.DefaultStream,
  destinationTable: `projects/${PROJECT}/datasets/d/tables/t`,
});
const writer = new managedwriter.Writer({ connection, protoDescriptor });

async function throughStorageWrite(): Promise<number> {
  const started = performance.now();
  const pending: Promise<unknown>[] = [];
  for (const batch of batches) {
    if (pending.length >= IN_FLIGHT) await pending.shift();
    pending.push(
      writer
        .appendRows({ serializedRows: batch })
        .getResult()
        .then((result) => {
          if (result.error) throw new Error(result.error.message ?? 'append failed');
        }),
    );
  }
  await Promise.all(pending);
  return rows / ((performance.now() - started) / 1000);
}

const writes = await inTurns({ through: throughStorageWrite, alone: appenderAlone }, ROUNDS);
writer.close();
connection.close();
writerClient.close();
console.log(
  `rows/s, median (least to most): Storage Write ${spread(writes.through, 0)}; decode and append alone ${spread(writes.alone, 0)}`,
);

const READS: Record<string, string> = {
  'count of the view': 'SELECT COUNT(*) AS n FROM d.flights',
  'a filtered page':
    "SELECT event_id, occurred_at FROM d.flights WHERE origin = 'A07' AND delay_minutes >= 60 ORDER BY occurred_at DESC, event_id LIMIT 100",
  'one flight': "SELECT * FROM d.flights WHERE event_id = 'flights-3m-1000'",
  'routes with percentiles': `SELECT origin, destination, COUNT(*) AS n, AVG(delay_minutes) AS mean, ANY_VALUE(p50) AS p50, ANY_VALUE(p95) AS p95
    FROM (SELECT origin, destination, delay_minutes,
        PERCENTILE_CONT(delay_minutes, 0.5) OVER (PARTITION BY origin, destination) AS p50,
        PERCENTILE_CONT(delay_minutes, 0.95) OVER (PARTITION BY origin, destination) AS p95
      FROM d.flights WHERE system != 'canary') GROUP BY origin, destination ORDER BY n DESC, origin, destination LIMIT 100`,
};
for (const [name, query] of Object.entries(READS)) {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    await client.query(query);
    times.push(performance.now() - start);
  }
  console.log(`${name}: first ${times[0]?.toFixed(0)} ms, best of five ${Math.min(...times).toFixed(0)} ms`);
}
console.log(JSON.stringify(await (await fetch(`${base}/stats`)).json()));
report([
  {
    of: 'rows/s through Storage Write to decode and append alone',
    rounds: quotients(writes.through, writes.alone, (rate) => rate),
  },
]);
server.kill('SIGTERM');
await new Promise((resolve) => server.once('exit', resolve));
rmSync(directory, { recursive: true, force: true });
process.exit(0);
