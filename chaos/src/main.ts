import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runMain, stopSignal } from '@flightdeck/service';
import { loadExperiments } from './document/load.ts';
import { readOptions } from './options.ts';
import { writeIndex } from './report/index-page.ts';
import { runAll } from './run/all.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../..');

await runMain(main);

async function main(): Promise<number> {
  const known = await loadExperiments(join(root, 'chaos/experiments'));
  const options = readOptions(
    process.argv.slice(2),
    known.map(({ name }) => name),
  );
  if (options.list) {
    for (const { name, document } of known) console.log(`${name.padEnd(28)}${document.title}`);
    return 0;
  }
  const stop = new AbortController();
  void stopSignal().then((name) => {
    console.log(`${name}: rolling back and stopping`);
    stop.abort();
  });
  const experiments = known.filter(({ name }) => options.names.includes(name));
  const count = { passed: 0, failed: 0 };
  for (let round = 1; round <= options.repeat && !stop.signal.aborted; round++) {
    const reports = resolve(root, options.reports, options.repeat === 1 ? '.' : `round-${round}`);
    const startedAt = new Date();
    const outcomes = await runAll({
      experiments,
      root,
      timeScale: options.timeScale,
      portOffset: options.portOffset,
      jobs: options.jobs,
      attempts: options.attempts,
      reports,
      signal: stop.signal,
      onChange: (now) => writeIndex(reports, { startedAt, outcomes: now }),
    });
    for (const { state } of outcomes) count[state === 'passed' ? 'passed' : 'failed'] += 1;
    const minutes = (Date.now() - startedAt.getTime()) / 60_000;
    console.log(`${join(reports, 'index.html')}, ${minutes.toFixed(1)} min`);
  }
  console.log(`chaos: ${count.passed} passed, ${count.failed} failed`);
  return count.failed === 0 && !stop.signal.aborted ? 0 : 1;
}
