import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runMain, stopSignal } from '@flightdeck/service';
import { runCampaign } from './campaign.ts';
import { type Options, readOptions } from './options.ts';
import { summary } from './report/table.ts';
import { readSchedule, type Schedule } from './schedule/document.ts';
import { drawSchedule } from './schedule/draw.ts';
import { createScreen } from './screen.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../../..');

await runMain(main);

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  const schedules = await schedulesOf(options);
  if (options.printSchedule) {
    for (const schedule of schedules) console.log(JSON.stringify(schedule, null, 2));
    return 0;
  }
  const stop = new AbortController();
  void stopSignal().then(() => {
    console.log('\nstopping: faults are lifted, processes end in order');
    stop.abort();
  });
  const screen = createScreen(process.stdout);
  const { results, errors } = await runCampaign({ schedules, options, root, screen, signal: stop.signal });
  if (results.length > 0) screen.say(`\n${summary(results)}\n`);
  for (const error of errors) screen.say(`could not be run: ${error}`);
  const failed = results.filter(({ passed }) => !passed);
  for (const { schedule } of failed)
    screen.say(`failed: seed ${schedule.seed}; its report is in ${options.reports}`);
  const passed = results.length - failed.length;
  screen.say(`soak: ${passed} passed, ${failed.length + errors.length} failed`);
  return passed === schedules.length ? 0 : 1;
}

async function schedulesOf({ schedule, seeds, minutes }: Options): Promise<Schedule[]> {
  if (schedule !== undefined) return [await readSchedule(schedule)];
  return seeds.map((seed) => drawSchedule(seed, minutes * 60));
}
