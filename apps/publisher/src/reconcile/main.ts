import { setTimeout } from 'node:timers/promises';
import { readConfig, toError } from '@flightdeck/service';
import { BigQuery } from '@google-cloud/bigquery';
import { Command, InvalidArgumentError, Option } from 'commander';
import { PassThroughClient } from 'google-auth-library';
import { z } from 'zod';
import { readLedger } from '../ledger.ts';
import { openSource } from '../source/open.ts';
import { compare, type Patience } from './compare.ts';
import { deadLetteredIds } from './dead-letters.ts';
import { balances, type Report, table } from './report.ts';
import { openStored } from './stored.ts';

const SHAPE = {
  GOOGLE_CLOUD_PROJECT: z.string().min(1),
  PUBSUB_DEAD_LETTER_SUBSCRIPTION: z.string().min(1).default('flights-dead-letter'),
  BIGQUERY_API_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'expected an http:// or https:// URL' })
    .optional(),
  BIGQUERY_DATASET: z.string().min(1).default('flightdeck'),
};

interface Options {
  readonly ledger: string;
  readonly wait: number;
  readonly json: boolean;
}

/** Between two looks while events may still be under way; a look at millions of rows is work for the warehouse. */
const FIRST_LOOK_MS = 1_000;
const LATER_LOOK_MS = 10_000;

function patienceOf(seconds: number): Patience {
  const giveUpAt = performance.now() + seconds * 1_000;
  let waitMs = FIRST_LOOK_MS;
  return {
    async again() {
      if (performance.now() >= giveUpAt) return false;
      await setTimeout(waitMs);
      waitMs = Math.min(LATER_LOOK_MS, waitMs * 2);
      return true;
    },
  };
}

function readOptions(argv: readonly string[]): Options {
  return new Command()
    .name('reconcile')
    .description(
      'Compares what was published with what can be queried. Exits 1 when anything is lost, doubled or changed.',
    )
    .option('--ledger <file>', 'what the publisher wrote', 'data/ledger.ndjson')
    .addOption(
      new Option('--wait <seconds>', 'how long missing events may still be under way')
        .default(30)
        .argParser((text) => {
          const seconds = Number(text);
          if (!(seconds >= 0)) throw new InvalidArgumentError('Expected a number of seconds.');
          return seconds;
        }),
    )
    .option('--json', 'print the report as JSON', false)
    .parse([...argv], { from: 'user' })
    .opts<Options>();
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  const config = readConfig(SHAPE, process.env);
  const ledger = await readLedger(options.ledger);
  const source = await openSource(ledger.header.file);
  const endpoint = config.BIGQUERY_API_ENDPOINT;
  const bigquery = new BigQuery({
    projectId: config.GOOGLE_CLOUD_PROJECT,
    ...(endpoint === undefined ? {} : { apiEndpoint: endpoint }),
    ...(endpoint?.startsWith('http://') ? { authClient: new PassThroughClient() } : {}),
  });
  const stored = openStored(bigquery, config.BIGQUERY_DATASET, source.dataSet);

  const balance = await compare(source, ledger, stored, patienceOf(options.wait));
  const waiting =
    balance.missing.length === 0
      ? new Set<string>()
      : await deadLetteredIds(config.GOOGLE_CLOUD_PROJECT, config.PUBSUB_DEAD_LETTER_SUBSCRIPTION);
  const { row_count: rawRows, repeated_count: repeated } = await stored.rawRows();
  const report: Report = {
    ...balance,
    dataSet: source.dataSet,
    deadLettered: balance.missing.filter((row) => waiting.has(`${source.dataSet}-${row}`)),
    rawRows,
    repeated,
  };
  process.stdout.write(
    options.json ? `${JSON.stringify({ ...report, balanced: balances(report) })}\n` : `${table(report)}\n`,
  );
  return balances(report) ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (thrown) {
  const error = toError(thrown);
  const absent = 'code' in error && error.code === 'ENOENT';
  process.stderr.write(
    `reconcile: ${error.message}${absent ? '; a replay writes it (npm start), or name it with --ledger' : ''}\n`,
  );
  process.exitCode = 1;
}
