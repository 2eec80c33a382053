import { loadavg } from 'node:os';
import { Command } from 'commander';
import { exportIntervalMs } from '../src/environment.ts';
import { startPipeline } from '../tests/running.ts';
import { createOutage } from './outage.ts';

/** A total outage burns 14.4 times 0.1 % of an hour's requests in 51.84 s: no alert on the hour can be quicker. */
const ARITHMETIC_FLOOR_S = 52;
/** Cloud Monitoring's shortest. */
const EVALUATION_INTERVAL_S = 30;

const { timeScale, runs, rate } = new Command()
  .name('npm run alerts:detection --')
  .description(
    'Measures on a running pipeline in time-lapse how long a total outage of the API takes to page, against ' +
      'the floor of 52 s, one export interval and one evaluation interval. Exit code 1 when it takes longer.',
  )
  .option('--time-scale <n>', "monitoring's clock, in seconds per real second", Number, 30)
  .option('--runs <n>', 'outages, each after a healthy hour', Number, 3)
  .option('--rate <n>', 'requests a second, constant', Number, 20)
  .parse()
  .opts<{ timeScale: number; runs: number; rate: number }>();

const exportIntervalS = (exportIntervalMs(timeScale) * timeScale) / 1000;
const bound = ARITHMETIC_FLOOR_S + exportIntervalS + EVALUATION_INTERVAL_S;
const minutes = Math.ceil((runs * 2 * 3_700) / timeScale / 60);
console.log(`at most ${bound} s: ${ARITHMETIC_FLOOR_S} + ${exportIntervalS} + ${EVALUATION_INTERVAL_S}`);
console.log(`${runs} outages at ${timeScale} s per second, ${minutes} min; load ${loadavg()[0]?.toFixed(1)}`);

const quiet = ['--no-console', '--no-consumer', '--no-canary', '--file', 'flights-2k', '--rate', 'max'];
const pipeline = await startPipeline([...quiet, '--time-scale', String(timeScale)]);
const outage = createOutage(pipeline, rate);
let late = 0;
try {
  for (let run = 1; run <= runs; run++) {
    const { openedAfter, failed, served } = await outage.measure();
    if (openedAfter > bound) late += 1;
    console.log(
      `${run}: page after ${openedAfter.toFixed(0)} s${openedAfter > bound ? ', too late' : ''}; ` +
        `${failed} requests failed, ${served} were served; load ${loadavg()[0]?.toFixed(1)}`,
    );
  }
} finally {
  await outage.stop();
  await pipeline.stop();
}
process.exitCode = late > 0 ? 1 : 0;
