import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseDuration } from '@flightdeck/promql';
import { runMain } from '@flightdeck/service';
import { Command, InvalidArgumentError } from 'commander';
import { addSourceOptions, findSource, type SourceOptions } from '../ask/source.ts';
import { type DashboardFile, readDashboards } from '../dashboard-format/read.ts';
import { countSamples, type PanelCount } from './count.ts';
import { table } from './table.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Between two looks at a pipeline that has just started. */
const LOOK_AGAIN_MS = 1_000;

const command = addSourceOptions(
  new Command('npm run dashboards:check --')
    .description(
      'Runs the query of every dashboard panel and prints how many samples it has; exit 1 on an empty one.',
    )
    .argument('[dashboard...]', 'names of files in monitoring/dashboards; all without any')
    .option('--range <duration>', 'what a chart shows, up to now', seconds, seconds('1h'))
    .option('--wait <duration>', 'wait this long for data, in real time', seconds, 0),
).parse();
const options = command.opts<SourceOptions & { range: number; wait: number }>();

await runMain(main);

async function main(): Promise<number> {
  const dashboards = chosen(await readDashboards(root), command.args);
  const source = await findSource(options, process.env);
  const until = performance.now() + options.wait * 1000;
  let counts = await countSamples(source, dashboards, options.range);
  while (empty(counts).length > 0 && performance.now() < until) {
    await delay(LOOK_AGAIN_MS);
    counts = await countSamples(source, dashboards, options.range);
  }
  console.log(table(counts));
  console.log(
    `${counts.length} queries of ${dashboards.length} dashboards, ${empty(counts).length} without data`,
  );
  return empty(counts).length === 0 ? 0 : 1;
}

function empty(counts: readonly PanelCount[]): PanelCount[] {
  return counts.filter(({ samples }) => samples === 0);
}

function chosen(all: readonly DashboardFile[], names: readonly string[]): readonly DashboardFile[] {
  const unknown = names.filter((name) => !all.some((one) => one.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `no dashboard ${unknown.join(', ')}; there are ${all.map(({ name }) => name).join(', ')}`,
    );
  }
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}

function seconds(text: string): number {
  const ms = parseDuration(text);
  if (ms === null) throw new InvalidArgumentError('expected a duration such as 90s, 15m or 1h');
  return ms / 1000;
}
