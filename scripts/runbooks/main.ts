import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PORT_OFFSET_VARIABLE, runMain, stopSignal } from '@flightdeck/service';
import { loadExperiments } from '../../chaos/src/document/load.ts';
import type { Experiment } from '../../chaos/src/document/schema.ts';
import { startSystem } from '../../chaos/src/system/start.ts';
import { runCommand, type Target } from './command.ts';
import { type Runbook, readRunbooks } from './document.ts';
import { loadHistory } from './history.ts';
import { type Options, readOptions } from './options.ts';
import { type Finding, rehearse } from './rehearse.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
/**
 * Events enough to pass every alert's minimum traffic in fast time. Few requests: the cache answers them, and
 * they would hide how an experiment's own requests fare.
 */
const TRAFFIC = { rate: 50, 'consumer-rate': 1, systems: 5 };
const startedAt = performance.now();
const say = (line: string): void =>
  console.log(`${String(Math.round((performance.now() - startedAt) / 1000)).padStart(4)} s  ${line}`);

await runMain(main);

async function main(): Promise<number> {
  const pages = await readRunbooks(root);
  const options = readOptions(
    process.argv.slice(2),
    pages.map(({ name }) => name),
  );
  const experiments = await loadExperiments(join(root, 'chaos/experiments'));
  const groups = byExperiment(
    pages.filter(({ name }) => options.names.includes(name)),
    experiments,
  );
  const stop = new AbortController();
  void stopSignal().then(() => stop.abort());
  const dataDir = await mkdtemp(join(tmpdir(), 'flightdeck-runbooks-'));
  say(`starting a pipeline in ${dataDir}`);
  const { timeScale, portOffset } = options;
  const system = await startSystem({ root, dataDir, timeScale, portOffset, claim: TRAFFIC }, stop.signal);
  const env = { ...process.env, [PORT_OFFSET_VARIABLE]: String(portOffset) };
  const target: Target = { root, dataDir, portOffset, env };
  const findings: Finding[] = [];
  try {
    await loadHistory(system);
    if (options.all) findings.push(await dashboardsShowData(target));
    for (const [experiment, runbooks] of groups) {
      if (stop.signal.aborted) break;
      findings.push(...(await rehearse({ experiment, runbooks, system, target, say, signal: stop.signal })));
    }
  } finally {
    await system.stop();
  }
  return conclude(findings, dataDir, options, stop.signal.aborted);
}

/** Every panel of every dashboard has data on a healthy pipeline. */
async function dashboardsShowData(target: Target): Promise<Finding> {
  const said = await runCommand('npm run --silent dashboards:check -- --wait 90s', target);
  const met = / 0 without data$/.test(said);
  const what = said.split('\n').at(-1) ?? '';
  say(met ? `ok   dashboards: ${what}` : `FAIL dashboards\n${said}`);
  return { what, met, detail: said };
}

async function conclude(
  findings: readonly Finding[],
  dataDir: string,
  { names }: Options,
  aborted: boolean,
): Promise<number> {
  const failed = findings.filter(({ met }) => !met);
  if (failed.length === 0) await rm(dataDir, { recursive: true, force: true });
  else console.log(`its data and logs stay in ${dataDir}`);
  for (const { what } of failed) console.log(`FAIL ${what}`);
  console.log(`${names.length} runbooks`);
  console.log(`runbooks: ${findings.length - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 && !aborted ? 0 : 1;
}

/** Pages that are rehearsed in the same state are read while it lasts. */
function byExperiment(
  pages: readonly Runbook[],
  experiments: readonly Experiment[],
): Map<Experiment, readonly Runbook[]> {
  const groups = new Map<Experiment, readonly Runbook[]>();
  for (const page of pages) {
    const experiment = experiments.find(({ name }) => name === page.experiments[0]);
    if (experiment === undefined)
      throw new Error(`runbooks/${page.name}.md: "Rehearsed by" names no experiment`);
    groups.set(experiment, [...(groups.get(experiment) ?? []), page]);
  }
  return groups;
}
