import { resolve } from 'node:path';
import { MAX_SYSTEMS } from '@flightdeck/flight-event';
import { PORT_OFFSET_VARIABLE, PORTS } from '@flightdeck/service';
import { Command, InvalidArgumentError, Option } from 'commander';

export interface Options {
  /** Events per second, or as fast as it goes. */
  readonly rate: number | 'max';
  /** A data set's name (flights-20k, flights-3m …) or the path of a file of one's own. */
  readonly file: string;
  readonly systems: number;
  readonly replay: boolean;
  readonly consumer: boolean;
  /** Requests per second of the light consumer. */
  readonly consumerRate: number;
  readonly canary: boolean;
  /** Real seconds between two end-to-end probes; by default they follow the time scale. */
  readonly canaryEvery?: number;
  readonly console: boolean;
  readonly timeScale: number;
  /** Where telemetry goes instead of the local Cloud Monitoring. */
  readonly otlp?: string;
  readonly data: string;
  readonly keep: boolean;
  readonly once: boolean;
}

const DEFAULT_RATE = 50;
const DEFAULT_SYSTEMS = 5;
/** Enough to pass the minimum-traffic guards and to see a line move, too little to load a laptop. */
const DEFAULT_CONSUMER_RATE = 4;
const MAX_TIME_SCALE = 600;

/** @throws CommanderError on bad or help arguments when `exitOverride` is set by the caller */
export function readOptions(argv: readonly string[], root: string, command = new Command()): Options {
  command
    .name('npm start --')
    .description('Runs the whole pipeline on this machine until Ctrl-C.')
    .addOption(
      new Option('--rate <n>', 'events published per second, or "max"').default(DEFAULT_RATE).argParser(rate),
    )
    .option(
      '--file <name|path>',
      'flights-2k … flights-20k, flights-3m, or a file of your own',
      'flights-20k',
    )
    .addOption(
      new Option('--systems <n>', 'how many systems the flights are dealt to')
        .default(DEFAULT_SYSTEMS)
        .argParser(whole(1, MAX_SYSTEMS)),
    )
    .option('--no-replay', 'publish nothing')
    .option('--no-consumer', 'send no requests to the API')
    .addOption(
      new Option('--consumer-rate <n>', 'requests per second to the API')
        .default(DEFAULT_CONSUMER_RATE)
        .argParser(whole(1, 1_000)),
    )
    .option('--no-canary', 'run no end-to-end prober')
    .addOption(new Option('--canary-every <s>', 'seconds between two end-to-end probes').argParser(seconds))
    .option('--no-console', 'serve no web page')
    .addOption(
      new Option('--time-scale <n>', "monitoring's clock, in seconds per real second")
        .default(1)
        .argParser(whole(1, MAX_TIME_SCALE)),
    )
    .addOption(
      new Option('--otlp <url>', 'send telemetry there, not to the local Cloud Monitoring').argParser(
        httpUrl,
      ),
    )
    .option('--data <dir>', 'where everything is kept', 'data')
    .option('--keep', 'keep the data of the last run', false)
    .option('--once', 'replay as fast as it goes, reconcile, print the table, stop', false)
    .addHelpText('after', portsHelp());
  const given = command.parse([...argv], { from: 'user' }).opts();
  const once = Boolean(given['once']);
  const rateGiven = command.getOptionValueSource('rate') !== 'default';
  return Object.freeze({
    rate: once && !rateGiven ? 'max' : (given['rate'] as number | 'max'),
    file: String(given['file']),
    systems: Number(given['systems']),
    replay: Boolean(given['replay']),
    consumer: Boolean(given['consumer']) && !once,
    consumerRate: Number(given['consumerRate']),
    canary: Boolean(given['canary']) && !once,
    ...(given['canaryEvery'] === undefined ? {} : { canaryEvery: Number(given['canaryEvery']) }),
    console: Boolean(given['console']) && !once,
    timeScale: Number(given['timeScale']),
    ...(given['otlp'] === undefined ? {} : { otlp: String(given['otlp']) }),
    data: resolve(root, String(given['data'])),
    keep: Boolean(given['keep']),
    once,
  });
}

function rate(text: string): number | 'max' {
  if (text === 'max') return 'max';
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('expected a number greater than 0, or "max"');
}

/** The prober takes no shorter interval. */
const SHORTEST_CANARY_EVERY_SECONDS = 0.1;

function seconds(text: string): number {
  const value = Number(text);
  if (value >= SHORTEST_CANARY_EVERY_SECONDS && value <= 3_600) return value;
  throw new InvalidArgumentError(`expected seconds from ${SHORTEST_CANARY_EVERY_SECONDS} to 3600`);
}

function httpUrl(text: string): string {
  if (URL.canParse(text) && /^https?:\/\//.test(text)) return text;
  throw new InvalidArgumentError('expected an address such as http://127.0.0.1:9091/api/v1/otlp');
}

function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`expected a whole number from ${min} to ${max}`);
  };
}

function portsHelp(): string {
  const rows = Object.values(PORTS).map(
    ({ variable, port, what }) => `  ${variable.padEnd(34)}${String(port).padEnd(8)}${what}`,
  );
  return `
Ports (environment variables):
${rows.join('\n')}
  ${PORT_OFFSET_VARIABLE.padEnd(34)}${'0'.padEnd(8)}added to each that is not set, for a second system beside the first

Examples:
  npm start                                   50 flights a second, until Ctrl-C
  npm start -- --once                         the smoke test: replay, reconcile, exit 0 or 1
  npm start -- --once --file flights-3m       three million flights
  npm start -- --time-scale 60                an hour of monitoring in a minute
`;
}
