import { setTimeout } from 'node:timers/promises';
import { Command } from 'commander';
import { cloudMonitoring, GOOGLE } from './cloud-monitoring.ts';
import { durationMs } from './duration.ts';
import { watch } from './gate.ts';
import { readQuestions } from './questions.ts';

interface Options {
  project: string;
  endpoint: string;
  for: number;
  every: number;
  grace: number;
}

const command = new Command('slo-gate')
  .description('Watches the SLO burn rate and says whether a release may go on.')
  .argument('<policy...>', 'alert policies whose conditions are asked (monitoring/alert-policies/*.yaml)')
  .requiredOption('--project <id>', 'project that holds the metrics')
  .option('--endpoint <url>', 'Cloud Monitoring, or local/monitoring (http://127.0.0.1:9090)', GOOGLE)
  .option('--for <duration>', 'how long to watch', durationMs, durationMs('10m'))
  .option('--every <duration>', 'time between two looks', durationMs, durationMs('30s'))
  .option('--grace <duration>', 'how long telemetry may be missing', durationMs, durationMs('5m'))
  .addHelpText('after', '\nExits 0 to go on and 1 to roll back: burning, or telemetry missing.')
  .parse();

const options = command.opts<Options>();
const { promote, reason, looks } = await watch(
  readQuestions(command.args),
  cloudMonitoring(options.endpoint, options.project),
  {
    everyMs: options.every,
    forMs: options.for,
    graceMs: options.grace,
    sleep: setTimeout,
    nowMs: Date.now,
    log: (line) => console.log(`${new Date().toISOString()} ${line}`),
  },
);
console.log(`${promote ? 'go on' : 'roll back'} after ${looks} looks: ${reason}`);
process.exitCode = promote ? 0 : 1;
