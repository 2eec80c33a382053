import { globSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Argument, Command } from 'commander';
import { cloudMonitoring, GOOGLE } from '../slo-gate/cloud-monitoring.ts';
import { durationMs } from '../slo-gate/duration.ts';
import { type Watch, watch } from '../slo-gate/gate.ts';
import { readQuestions } from '../slo-gate/questions.ts';
import { gcloud } from './cloud-run.ts';
import { type Ports, releaseService, releaseWhole } from './release.ts';
import { smoke } from './smoke.ts';

interface Options {
  project: string;
  region: string;
  image: string;
  name?: string;
  endpoint: string;
  for: number;
  every: number;
  grace: number;
}

/** Which promises a release of each app may not break. */
const PAGES: Record<string, string> = {
  api: 'slo-api-*-page.yaml',
  subscriber: 'slo-ingest-*-page.yaml',
  canary: 'slo-canary-page.yaml',
};

const command = new Command('release')
  .description('Releases one app to Cloud Run, gated by the SLO burn rate, and rolls back by itself.')
  .addArgument(new Argument('<app>', 'which').choices(Object.keys(PAGES)))
  .requiredOption('--project <id>', 'project to release in')
  .requiredOption('--region <region>', 'region of Cloud Run')
  .requiredOption('--image <image>', 'what to release, by digest or tag')
  .option('--name <name>', "name in Cloud Run, where it is not the app's")
  .option('--endpoint <url>', 'Cloud Monitoring, or what stands in for it', GOOGLE)
  .option('--for <duration>', 'how long each step is watched', durationMs, durationMs('10m'))
  .option('--every <duration>', 'time between two looks', durationMs, durationMs('30s'))
  .option('--grace <duration>', 'how long telemetry may be missing', durationMs, durationMs('5m'))
  .addHelpText(
    'after',
    '\nEnvironment: SMOKE_TOKEN, an identity token for the smoke test of a service that is not public.' +
      '\nExits 0 when the image serves, 1 when it was rolled back or never started.',
  )
  .parse();

const app = command.args[0] as string;
const options = command.opts<Options>();
const log = (line: string) => console.log(`${new Date().toISOString()} ${app}: ${line}`);

const policies = fileURLToPath(new URL('../../monitoring/alert-policies', import.meta.url));
const questions = readQuestions(globSync(path.join(policies, PAGES[app] as string)));
const ask = cloudMonitoring(options.endpoint, options.project);
const settings: Watch = {
  everyMs: options.every,
  forMs: options.for,
  graceMs: options.grace,
  sleep: setTimeout,
  nowMs: Date.now,
  log,
};
const ports: Ports = {
  run: gcloud,
  before: () => watch(questions, ask, { ...settings, forMs: 0 }),
  gate: () => watch(questions, ask, settings),
  smoke: (url) => smoke(url, process.env['SMOKE_TOKEN']),
  log,
};
const target = { project: options.project, region: options.region, name: options.name ?? app };
const kinds = { subscriber: 'worker-pools', canary: 'jobs' } as const;
const { released, reason } =
  app === 'subscriber' || app === 'canary'
    ? await releaseWhole(kinds[app], target, options.image, ports)
    : await releaseService(target, options.image, ports);
log(`${released ? 'released' : 'NOT released'}: ${reason}`);
process.exitCode = released ? 0 : 1;
