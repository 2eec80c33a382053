import { MAX_SYSTEMS } from '@flightdeck/flight-event';
import { Command, InvalidArgumentError, Option } from 'commander';
import { DATA_SETS } from './source/open.ts';

export interface Options {
  readonly file: string;
  /** Events per second, or as fast as it goes. */
  readonly rate: number | 'max';
  readonly systems: number;
  readonly progress: 'bar' | 'json' | 'none';
  readonly ledger: string | undefined;
  readonly resume: boolean;
}

/** Reads the command line; prints help or a clear error and ends the process where it cannot be used. */
export function readOptions(argv: readonly string[]): Options {
  const options = new Command()
    .name('publisher')
    .description('Replays real flights as CloudEvents to a Pub/Sub topic, and counts what was confirmed.')
    .option(
      '--file <name|path>',
      `${Object.keys(DATA_SETS).join(', ')}, or a .ndjson, .csv, .json or .parquet file`,
      'flights-20k',
    )
    .addOption(new Option('--rate <n>', 'events per second, or "max"').default('max').argParser(rate))
    .addOption(
      new Option('--systems <n>', 'how many systems the flights are dealt to').default(5).argParser(systems),
    )
    .addOption(
      new Option('--progress <how>', 'what goes to standard output')
        .choices(['bar', 'json', 'none'])
        .default('bar'),
    )
    .option('--ledger <file>', 'where the confirmed rows are written down, for reconcile')
    .option('--resume', 'go on where the ledger ends', false)
    .addHelpText('after', '\nEnvironment: GOOGLE_CLOUD_PROJECT, PUBSUB_TOPIC (flights), PUBSUB_EMULATOR_HOST')
    .parse([...argv], { from: 'user' })
    .opts<Options>();
  if (options.resume && options.ledger === undefined) throw new Error('--resume: needs --ledger FILE');
  return options;
}

function rate(text: string): number | 'max' {
  if (text === 'max') return 'max';
  const value = Number(text);
  if (!(value > 0 && value <= 1_000_000))
    throw new InvalidArgumentError('Expected "max" or a number above 0.');
  return value;
}

function systems(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > MAX_SYSTEMS) {
    throw new InvalidArgumentError(`Expected a whole number from 1 to ${MAX_SYSTEMS}.`);
  }
  return value;
}
