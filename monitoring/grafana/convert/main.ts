import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { readDashboards } from '../../dashboard-format/read.ts';
import { CONSOLE_RUNBOOKS, grafanaFiles } from './files.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const { out, runbookUrl } = new Command('npm run monitoring:grafana --')
  .description("Writes monitoring/dashboards/*.json as Grafana's classic dashboard JSON.")
  .option('--out <dir>', 'where the files go', 'monitoring/grafana/dashboards')
  .option(
    '--runbook-url <url>',
    'where a runbook is read, with {name} in it; default: the console on this machine',
    CONSOLE_RUNBOOKS,
  )
  .parse()
  .opts<{ out: string; runbookUrl: string }>();

await mkdir(out, { recursive: true });
for (const { name, text } of grafanaFiles(await readDashboards(root), runbookUrl)) {
  await writeFile(join(out, name), text);
  console.log(join(out, name));
}
