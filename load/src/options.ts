import { Command, InvalidArgumentError } from 'commander';

export type Options =
  | { readonly do: 'list' }
  | { readonly do: 'compare'; readonly before: string; readonly after: string }
  | RunOptions;

export interface RunOptions {
  readonly do: 'run';
  readonly profile: string;
  /** The API of a pipeline that runs already. */
  readonly url: string | undefined;
  readonly seed: number;
  /** For the soak, instead of its own length. */
  readonly minutes: number | undefined;
  readonly portOffset: number;
  readonly reports: string;
}

/** Beside a pipeline that runs already and a chaos experiment; below the ports of outgoing connections. */
const DEFAULT_PORT_OFFSET = 18_000;
const MAX_MINUTES = 24 * 60;

/** @param known names of all profiles @throws CommanderError on bad arguments when `command` is told so */
export function readOptions(
  argv: readonly string[],
  known: readonly string[],
  command = new Command(),
): Options {
  let options: Options | undefined;
  command
    .name('npm run load --')
    .description(
      'Puts load on a pipeline of its own, or on one that runs, and says how much error budget it burned.',
    )
    .argument('[profile]', `${known.join(', ')}`)
    .option('--list', 'list the profiles')
    .option('--url <url>', 'the API of a pipeline that runs on this machine, instead of one of its own')
    .option('--seed <n>', 'of arrivals and questions: the same seed sends the same', whole(0, 2 ** 32 - 1), 1)
    .option('--minutes <n>', 'how long a soak takes', whole(1, MAX_MINUTES))
    .option(
      '--port-offset <n>',
      'added to every port of its own pipeline',
      whole(0, 50_000),
      DEFAULT_PORT_OFFSET,
    )
    .option('--reports <dir>', 'where reports (HTML) and results (JSON) go', 'reports/load')
    .addHelpText('after', EXAMPLES)
    .action((profile: string | undefined, given: Record<string, unknown>) => {
      if (given['list'] === true) {
        options = { do: 'list' };
        return;
      }
      if (profile === undefined) return command.error('name a profile; --list shows them');
      if (!known.includes(profile)) command.error(`no profile ${profile}; there are ${known.join(', ')}`);
      if (given['minutes'] !== undefined && profile !== 'soak') command.error('--minutes: only for soak');
      options = {
        do: 'run',
        profile,
        url: given['url'] as string | undefined,
        seed: Number(given['seed']),
        minutes: given['minutes'] as number | undefined,
        portOffset: Number(given['portOffset']),
        reports: String(given['reports']),
      };
    });
  command
    .command('compare')
    .description('Holds one result against an earlier one, by their ratios to the baseline of their own run.')
    .argument('<before.json>')
    .argument('<after.json>')
    .action((before: string, after: string) => {
      options = { do: 'compare', before, after };
    });
  command.parse([...argv], { from: 'user' });
  if (options === undefined) throw new Error('name a profile; --list shows them');
  return options;
}

function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`expected a whole number from ${min} to ${max}`);
  };
}

const EXAMPLES = `
Examples:
  npm run load -- smoke
  npm run load -- overload                          the capacity, then three times as much
  npm run load -- steady --url http://127.0.0.1:8080
  npm run load -- compare before.json after.json`;
