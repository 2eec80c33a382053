import { Command, InvalidArgumentError } from 'commander';

export interface Options {
  readonly names: readonly string[];
  readonly list: boolean;
  readonly timeScale: number;
  readonly portOffset: number;
  readonly repeat: number;
  /** Experiments side by side. */
  readonly jobs: number;
  /** Runs of an experiment that fails on a starved machine, the first included. */
  readonly attempts: number;
  readonly reports: string;
}

/** An hour of monitoring in a minute: windows of an hour are watched in a minute. */
const DEFAULT_TIME_SCALE = 60;
const DEFAULT_ATTEMPTS = 3;
const MAX_ATTEMPTS = 10;
/** Beside a pipeline that runs already. */
const DEFAULT_PORT_OFFSET = 20_000;
/** A pipeline takes about a third of a core once it runs, and both for ten seconds while it starts. */
const MAX_JOBS = 8;
/** The highest port stays below 32768, where Linux begins to hand out ports to outgoing connections. */
const MAX_PORT_OFFSET = 22_500;

/** @param known names of all experiments @throws CommanderError on bad arguments */
export function readOptions(
  argv: readonly string[],
  known: readonly string[],
  command = new Command(),
): Options {
  command
    .name('npm run chaos --')
    .description('Breaks a pipeline of its own on purpose and holds what happens against what was claimed.')
    .argument('[experiment...]', '"all", or names: see --list')
    .option('--list', 'list the experiments', false)
    .option('--time-scale <n>', 'monitoring seconds per real second', whole(1, 600), DEFAULT_TIME_SCALE)
    .option('--port-offset <n>', 'added to every port', whole(1, MAX_PORT_OFFSET), DEFAULT_PORT_OFFSET)
    .option('--repeat <n>', 'how many times in a row', whole(1, 100), 1)
    .option('--jobs <n>', 'experiments side by side, each on ports of its own', whole(1, MAX_JOBS), 1)
    .option(
      '--attempts <n>',
      'how often what failed on a starved machine is run at most',
      whole(1, MAX_ATTEMPTS),
      DEFAULT_ATTEMPTS,
    )
    .option('--reports <dir>', 'where journals and reports go', 'reports/chaos')
    .parse([...argv], { from: 'user' });
  const given = command.opts();
  const asked = command.args;
  const unknown = asked.filter((name) => name !== 'all' && !known.includes(name));
  if (unknown.length > 0) {
    command.error(`no experiment ${unknown.join(', ')}; there are ${known.join(', ')}`);
  }
  if (asked.length === 0 && !given.list) command.error('name an experiment, or "all"; --list shows them');
  return {
    names: asked.includes('all') ? known : asked,
    list: Boolean(given.list),
    timeScale: Number(given.timeScale),
    portOffset: Number(given.portOffset),
    repeat: Number(given.repeat),
    jobs: Number(given.jobs),
    attempts: Number(given.attempts),
    reports: String(given.reports),
  };
}

function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`expected a whole number from ${min} to ${max}`);
  };
}
