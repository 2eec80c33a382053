import { Command, InvalidArgumentError } from 'commander';

export interface Options {
  readonly seeds: readonly number[];
  readonly minutes: number;
  readonly jobs: number;
  /** Events a second. */
  readonly rate: number;
  /** A schedule to replay instead of one drawn from a seed. */
  readonly schedule: string | undefined;
  readonly printSchedule: boolean;
  readonly minimise: boolean;
  readonly minimiseRuns: number;
  readonly minimiseMinutes: number;
  readonly portOffset: number;
  readonly reports: string;
}

const DEFAULT_MINUTES = 5;
/** Enough that every fault hits something, little enough that three soaks stand side by side on two cores. */
const DEFAULT_RATE = 50;
/** Beside a pipeline that runs already, and beside the experiments'. */
const DEFAULT_PORT_OFFSET = 21_000;
/** Halving thirty steps down to one takes five to ten runs, each shorter than the one before. */
const DEFAULT_MINIMISE_RUNS = 16;
const DEFAULT_MINIMISE_MINUTES = 30;

const HELP = `
A seed gives the same faults at the same times on every machine; --schedule replays a file of --print-schedule or of a
report. Each soak runs on a pipeline of its own and leaves a report in reports/soak/.

Examples:
  npm run soak -- --seed 7                               five minutes
  npm run soak -- --seeds 1..20 --jobs 3                 twenty seeds, three side by side, one table
  npm run soak -- --seed 7 --print-schedule              what it would do
  npm run soak -- --schedule reports/soak/7.schedule.json
`;

/** @throws CommanderError on bad arguments */
export function readOptions(argv: readonly string[], command = new Command()): Options {
  command
    .name('npm run soak --')
    .description(
      'Breaks a pipeline at random, for a while, and checks all along that nothing is lost or wrong.',
    )
    .option('--seed <n>', 'draws the schedule of faults', whole(0, 0x7fff_ffff))
    .option('--seeds <a..b>', 'several seeds, both ends included', seedRange)
    .option('--minutes <n>', 'how long faults come', above(0, 1_440), DEFAULT_MINUTES)
    .option('--jobs <n>', 'soaks side by side', whole(1, 8), 1)
    .option('--rate <n>', 'events published a second', above(0, 2_000), DEFAULT_RATE)
    .option('--schedule <file>', 'replay a schedule instead of drawing one')
    .option('--print-schedule', 'print the schedule as JSON and do nothing', false)
    .option('--no-minimise', 'do not look for the smallest schedule that fails')
    .option('--minimise-runs <n>', 'runs spent on that at most', whole(1, 1_000), DEFAULT_MINIMISE_RUNS)
    .option('--minimise-minutes <n>', 'time spent on that at most', above(0, 1_440), DEFAULT_MINIMISE_MINUTES)
    .option(
      '--port-offset <n>',
      'added to every port; each job adds 100',
      whole(1, 50_000),
      DEFAULT_PORT_OFFSET,
    )
    .option('--reports <dir>', 'where reports go', 'reports/soak')
    .addHelpText('after', HELP)
    .parse([...argv], { from: 'user' });
  const given = command.opts<Omit<Options, 'seeds'> & { seed?: number; seeds?: number[] }>();
  const ways = [given.seed, given.seeds, given.schedule].filter((way) => way !== undefined);
  if (ways.length > 1) command.error('error: give one of --seed, --seeds and --schedule');
  return { ...given, schedule: given.schedule, seeds: given.seeds ?? [given.seed ?? 1] };
}

function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`expected a whole number from ${min} to ${max}`);
  };
}

function above(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (value > min && value <= max) return value;
    throw new InvalidArgumentError(`expected a number above ${min}, at most ${max}`);
  };
}

function seedRange(text: string): number[] {
  const [, first = '', last = ''] = /^(\d{1,9})\.\.(\d{1,9})$/.exec(text) ?? [];
  const count = Number(last) - Number(first) + 1;
  if (first === '' || count < 1 || count > 1_000) {
    throw new InvalidArgumentError('expected a range such as 1..20, of at most 1,000 seeds');
  }
  return Array.from({ length: count }, (_, index) => Number(first) + index);
}
