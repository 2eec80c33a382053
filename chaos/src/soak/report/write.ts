import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SoakResult } from '../run-soak.ts';
import type { Schedule } from '../schedule/document.ts';
import { reportHtml } from './html.ts';
import { faultCounts } from './table.ts';

/** Leaves the page, the figures and the schedule of one soak. @returns the page's path */
export async function writeReport(result: SoakResult, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const { schedule, passed, invariants, records, examination, settled, exact, memory, watch } = result;
  const figures = {
    ...{
      seed: schedule.seed,
      seconds: schedule.seconds,
      passed,
      invariants,
      examination,
      settled,
      exact,
      memory,
    },
    ...{ faults: faultCounts([result]), records, samples: watch.samples },
  };
  const name = String(schedule.seed);
  const page = join(folder, `${name}.html`);
  await writeFile(page, reportHtml(result));
  await writeFile(join(folder, `${name}.json`), JSON.stringify(figures));
  await writeSchedule(schedule, join(folder, `${name}.schedule.json`));
  return page;
}

export async function writeSchedule(schedule: Schedule, path: string): Promise<void> {
  await writeFile(path, `${JSON.stringify(schedule, null, 2)}\n`);
}
