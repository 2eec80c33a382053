import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stopSignal, toError } from '@flightdeck/service';
import { loadExperiments } from './document/load.ts';
import type { Experiment } from './document/schema.ts';
import { readOptions } from './options.ts';
import { reportHtml } from './report/html.ts';
import { type ExperimentResult, runExperiment } from './run-experiment.ts';
import { startSystem } from './system/start.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../..');

try {
  process.exitCode = await main();
} catch (thrown) {
  console.error(toError(thrown).message);
  process.exitCode = 1;
}

async function main(): Promise<number> {
  const all = await loadExperiments(join(root, 'chaos/experiments'));
  const options = readOptions(
    process.argv.slice(2),
    all.map(({ name }) => name),
  );
  if (options.list) {
    for (const { name, document } of all) console.log(`${name.padEnd(28)}${document.title}`);
    return 0;
  }
  const stop = new AbortController();
  void stopSignal().then(() => stop.abort());
  const chosen = all.filter(({ name }) => options.names.includes(name));
  let passed = 0;
  let failed = 0;
  for (let round = 1; round <= options.repeat; round++) {
    for (const experiment of chosen) {
      if (stop.signal.aborted) break;
      const result = await runInOwnSystem(experiment, options, stop.signal);
      show(result);
      if (result.passed) passed += 1;
      else failed += 1;
      await report(result, join(root, options.reports));
    }
  }
  console.log(`chaos: ${passed} passed, ${failed} failed`);
  return failed === 0 && !stop.signal.aborted ? 0 : 1;
}

async function runInOwnSystem(
  experiment: Experiment,
  { timeScale, portOffset }: { readonly timeScale: number; readonly portOffset: number },
  signal: AbortSignal,
): Promise<ExperimentResult> {
  const startedAt = performance.now();
  const say = (line: string): void =>
    console.log(`${String(Math.round((performance.now() - startedAt) / 1000)).padStart(4)} s  ${line}`);
  console.log(`\n${experiment.name}: ${experiment.document.title}`);
  const dataDir = await mkdtemp(join(tmpdir(), `flightdeck-${experiment.name}-`));
  say('starting a pipeline of its own');
  const system = await startSystem(
    {
      root,
      dataDir,
      timeScale: experiment.claim['time-scale'] ?? timeScale,
      portOffset,
      claim: experiment.claim,
    },
    signal,
  );
  let passed = false;
  try {
    const result = await runExperiment({ experiment, system, root, signal, say });
    passed = result.passed;
    return result;
  } finally {
    await system.stop();
    if (passed) await rm(dataDir, { recursive: true, force: true });
    else console.log(`      its data and logs stay in ${dataDir}`);
  }
}

function show({ name, passed, checks }: ExperimentResult): void {
  for (const { what, met, detail } of checks) {
    console.log(
      `      ${met ? 'ok  ' : 'FAIL'} ${what}${detail === '' ? '' : ` (${detail.split('\n')[0]})`}`,
    );
    if (!met && detail.includes('\n')) console.log(detail);
  }
  console.log(`${name}: ${passed ? 'passed' : 'FAILED'}`);
}

async function report(result: ExperimentResult, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${result.name}.journal.json`), JSON.stringify(result.journal, null, 2));
  await writeFile(join(folder, `${result.name}.html`), await reportHtml(result));
}
