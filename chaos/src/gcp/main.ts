import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runMain, stopSignal } from '@flightdeck/service';
import { Command } from 'commander';
import { loadExperiments } from '../document/load.ts';
import { cloudIncidents } from './alerts.ts';
import { runInCloud } from './run.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../../..');
/** Cloud Monitoring evaluates every 30 s; looking oftener shows nothing sooner. */
const LOOK_EVERY_MS = 30_000;

await runMain(main);

async function main(): Promise<number> {
  const known = await loadExperiments(join(root, 'chaos/gcp'));
  const command = new Command()
    .name('npm run chaos:gcp --')
    .description(
      'Breaks a development project on Google Cloud on purpose. Shows what it would do unless --run is given. The project ' +
        'must be labelled flightdeck-chaos=allowed; its name and those of its parts come from FLIGHTDECK_CHAOS_* variables.',
    )
    .argument('<experiment>', known.map(({ name }) => name).join(', '))
    .option('--run', 'do it, and roll back at the end', false)
    .parse();
  const experiment = known.find(({ name }) => name === command.args[0]);
  if (experiment === undefined) {
    return command.error(
      `no experiment ${command.args[0]}; there are ${known.map(({ name }) => name).join(', ')}`,
    );
  }
  const stop = new AbortController();
  void stopSignal().then(() => stop.abort());
  const project = process.env['FLIGHTDECK_CHAOS_PROJECT'] ?? '';
  const endpoint = process.env['FLIGHTDECK_CHAOS_MONITORING'] ?? 'https://monitoring.googleapis.com';
  const passed = await runInCloud({
    experiment,
    env: process.env,
    dryRun: !command.opts()['run'],
    signal: stop.signal,
    say: (line) => console.log(line),
    incidents: (since) => cloudIncidents(project, endpoint, since),
    lookEveryMs: LOOK_EVERY_MS,
  });
  return passed ? 0 : 1;
}
