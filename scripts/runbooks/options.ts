import { Command, InvalidArgumentError } from 'commander';

export interface Options {
  /** Empty for all. */
  readonly names: readonly string[];
  readonly all: boolean;
  readonly timeScale: number;
  readonly portOffset: number;
}

/** Two minutes of real time hold an hour: enough probes for the prober's own alert, which faster time lacks. */
const DEFAULT_TIME_SCALE = 30;
/** Beside a pipeline that runs already, and below the ports of outgoing connections. */
const DEFAULT_PORT_OFFSET = 20_000;

/** @param known names of the runbooks */
export function readOptions(
  argv: readonly string[],
  known: readonly string[],
  command = new Command(),
): Options {
  command
    .name('npm run runbooks:check --')
    .description(
      'Starts a pipeline, breaks it as the runbook\'s experiment says, waits for the alert, and runs every command of the page that is marked "sh laptop": it must show what the page says, in the faulty state and after it.',
    )
    .argument('<runbook...>', '"all", or names of files in runbooks/')
    .option('--time-scale <n>', 'monitoring seconds per real second', whole(1, 600), DEFAULT_TIME_SCALE)
    .option('--port-offset <n>', 'added to every port', whole(1, 50_000), DEFAULT_PORT_OFFSET)
    .parse([...argv], { from: 'user' });
  const unknown = command.args.filter((name) => name !== 'all' && !known.includes(name));
  if (unknown.length > 0) command.error(`no runbook ${unknown.join(', ')}; there are ${known.join(', ')}`);
  const { timeScale, portOffset } = command.opts<{ timeScale: number; portOffset: number }>();
  const all = command.args.includes('all');
  return { names: all ? known : command.args, all, timeScale, portOffset };
}

function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`expected a whole number from ${min} to ${max}`);
  };
}
