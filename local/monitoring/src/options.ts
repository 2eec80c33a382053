import { fileURLToPath } from 'node:url';
import { parseDuration } from '@flightdeck/promql';
import { Command, InvalidArgumentError } from 'commander';

export interface Options {
  /** Fast seconds per real second. */
  readonly timeScale: number;
  /** Directory for what outlives the process; undefined keeps nothing. */
  readonly data?: string;
  /** How long samples are kept, in ms of the fast clock. */
  readonly retention: number;
  /** Directory of the OpenSLO documents whose error budgets are shown. */
  readonly slos: string;
  readonly maxSeries: number;
  /** Bytes of samples held at most. */
  readonly maxBytes: number;
}

/** A 30-day error budget needs 30 days; the rest is room for a 3-day window before its start. */
const DEFAULT_RETENTION = '40d';
/** 50 systems make some 5,000 series. */
const DEFAULT_MAX_SERIES = 50_000;
const DEFAULT_MAX_MIB = 1_024;
/** An hour passes in a second: past this, an evaluation no longer fits between two samples. */
const MAX_TIME_SCALE = 3_600;

const COMMITTED_SLOS = fileURLToPath(new URL('../../../monitoring/slos', import.meta.url));

/** Reads the command line; prints help or a clear error and exits when it must. */
export function readOptions(argv: readonly string[]): Options {
  const command = new Command('local-monitoring')
    .description(
      'Cloud Monitoring on one machine: OTLP in, PromQL API out, alert policies, incidents, traces.',
    )
    .option(
      '--time-scale <n>',
      'run the clock n times as fast as the wall clock',
      number(1, MAX_TIME_SCALE),
      1,
    )
    .option(
      '--retention <duration>',
      'keep samples this long, on the fast clock',
      duration,
      duration(DEFAULT_RETENTION),
    )
    .option('--max-series <n>', 'time series held at once', number(1, 10_000_000), DEFAULT_MAX_SERIES)
    .option(
      '--max-mib <n>',
      'memory for samples, in MiB; the oldest go first',
      number(16, 65_536),
      DEFAULT_MAX_MIB,
    )
    .option('--slos <dir>', 'OpenSLO documents whose error budgets are shown', COMMITTED_SLOS)
    .option('--data <dir>', 'keep resources, incidents and samples here when it stops')
    .addHelpText(
      'after',
      '\nPorts: FLIGHTDECK_OTLP_PORT (4318), FLIGHTDECK_MONITORING_PORT (9090), FLIGHTDECK_PORT_OFFSET.',
    )
    .parse(argv as string[]);
  const { maxMib, ...rest } = command.opts<Omit<Options, 'maxBytes'> & { maxMib: number }>();
  return Object.freeze({ ...rest, maxBytes: maxMib * 1024 * 1024 });
}

function number(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text !== '' && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`expected a number from ${min} to ${max}`);
  };
}

function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms !== null && ms > 0) return ms;
  throw new InvalidArgumentError('expected a duration such as 40d or 12h');
}
