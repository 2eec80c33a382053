import { toError } from '@flightdeck/service';
import { Command } from 'commander';
import { askNewest } from './ask.ts';
import { printNewest } from './print.ts';
import { addSourceOptions, findSource, type SourceOptions } from './source.ts';

const command = addSourceOptions(
  new Command('npm run --silent query --')
    .description('Asks a PromQL query and prints one line a series, the largest value first.')
    .argument('<promql>', "in single quotes, e.g. 'sum by (outcome) (rate(ingest_events_total[5m]))'"),
).parse();

try {
  const source = await findSource(command.opts<SourceOptions>(), process.env);
  console.log(printNewest(await askNewest(source, command.args[0] ?? '')));
} catch (thrown) {
  console.error(toError(thrown).message);
  process.exitCode = 1;
}
